import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type {
  ExportEntry,
  ExportFiles,
  ExportModel,
  Snippet,
} from "#engine/export/export-types.ts";
import { notesFor } from "#engine/export/notes.ts";
import { tfjsReadme } from "#engine/export/readme/tfjs-readme.ts";
import { shippedFiles } from "#engine/export/shipped-files.ts";
import { writeLayersModel } from "./layers-model.ts";

const SNIPPET: Snippet = {
  language: "javascript",
  code: `import { readPicture, prepare } from "./preprocess.js";

const model = await tf.loadLayersModel("model.json");
const [labels, spec] = await Promise.all(
  ["labels.json", "preprocessing.json"].map(async (file) => (await fetch(file)).json()),
);
const picture = await readPicture(file, spec); // a File, Blob or fetch(...).blob()
const input = tf.tensor(prepare(picture, spec), [1, ...model.inputs[0].shape.slice(1)]);
const probabilities = await model.predict(input).data();
console.log(labels[probabilities.indexOf(Math.max(...probabilities))]);
`,
};

/** TensorFlow.js, for web pages and Node. */
export const TFJS_EXPORT: ExportEntry = {
  title: "TensorFlow.js",
  summary:
    "For web pages and Node: a tf.LayersModel with the code that prepares a picture, and a page that checks it.",
  write: writeTfjs,
  snippet: SNIPPET,
  open: async (directory) => {
    // Loaded when it is needed: a process that only lists formats need not wait for TensorFlow.js.
    const { openLayersModel } = await import("./open-layers-model.ts");
    return openLayersModel(directory);
  },
  checks: [{ script: "check.mjs", language: "node", isSlow: true }],
};

async function writeTfjs(model: ExportModel): Promise<ExportFiles> {
  const bundle = await readBundle();
  return new Map<string, Uint8Array | string>([
    ...writeLayersModel(model),
    ...notesFor(model),
    ...(await shippedFiles({
      "preprocess.js": "tfjs/preprocess.js",
      "check.mjs": "tfjs/check.mjs",
      "check.html": "tfjs/check.html",
      "serve.mjs": "tfjs/serve.mjs",
      "check-pictures.mjs": "check-pictures.mjs",
    })),
    ["README.md", tfjsReadme(model, SNIPPET)],
    ["package.json", '{ "type": "module", "private": true }\n'],
    ...(bundle === undefined ? [] : [["tf.min.js", bundle] as const]),
  ]);
}

/** TensorFlow.js for browsers, so that the check page needs no network; absent where only the engine is installed. */
async function readBundle(): Promise<Uint8Array | undefined> {
  try {
    const path = createRequire(import.meta.url).resolve(
      "@tensorflow/tfjs/dist/tf.min.js",
    );
    return await readFile(path);
  } catch {
    return undefined;
  }
}
