import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type {
  ExportEntry,
  ExportFiles,
  ExportRunner,
  ExportWriter,
  PictureModel,
  TextModel,
} from "#engine/export/export-types.ts";
import { notesFor } from "#engine/export/notes.ts";
import {
  tfjsReadme,
  tfjsTextReadme,
} from "#engine/export/readme/tfjs-readme.ts";
import { shippedFiles } from "#engine/export/shipped-files.ts";
import { writeLayersModel } from "./layers-model.ts";

const SNIPPET = {
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

const TEXT_SNIPPET = {
  language: "javascript",
  code: `import { createTokenizer } from "./tokens.mjs";

const model = await tf.loadLayersModel("model.json");
const [labels, spec, vocabulary] = await Promise.all(
  ["labels.json", "preprocessing.json", "vocabulary.json"].map(async (file) => (await fetch(file)).json()),
);
const tokenize = createTokenizer(spec, vocabulary);
const input = tf.tensor(tokenize("The text to read."), [1, spec.length], "int32");
const probabilities = await model.predict(input).data();
console.log(labels[probabilities.indexOf(Math.max(...probabilities))]);
`,
};

const CHECKS: ExportWriter<never>["checks"] = [
  { script: "check.mjs", language: "node", isSlow: true },
];

/** What the check scripts of both kinds are made of. */
const CHECK_PARTS = {
  "check-samples.mjs": "check-samples.mjs",
  "load-model.mjs": "tfjs/load-model.mjs",
};

const PACKAGE = [
  "package.json",
  '{ "type": "module", "private": true }\n',
] as const;

/** TensorFlow.js, for web pages and Node. */
export const TFJS_EXPORT: ExportEntry = {
  title: "TensorFlow.js",
  summary:
    "For web pages and Node: a tf.LayersModel with the code that prepares a picture or a text, and for pictures a page that checks it.",
  ofPictures: {
    write: writeOfPictures,
    snippet: SNIPPET,
    checks: CHECKS,
    open: openWithTensorFlow,
  },
  ofTexts: {
    write: writeOfTexts,
    snippet: TEXT_SNIPPET,
    checks: CHECKS,
    open: openWithTensorFlow,
  },
};

async function openWithTensorFlow(directory: string): Promise<ExportRunner> {
  // Loaded when it is needed: a process that only lists formats need not wait for TensorFlow.js.
  const { openLayersModel } = await import("./open-layers-model.ts");
  return openLayersModel(directory);
}

async function writeOfPictures(model: PictureModel): Promise<ExportFiles> {
  const bundle = await readBundle();
  return new Map<string, Uint8Array | string>([
    ...writeLayersModel(model),
    ...notesFor(model),
    ...(await shippedFiles({
      ...CHECK_PARTS,
      "preprocess.js": "tfjs/preprocess.js",
      "check.mjs": "tfjs/check.mjs",
      "check.html": "tfjs/check.html",
      "serve.mjs": "tfjs/serve.mjs",
      "decode-picture.mjs": "decode-picture.mjs",
    })),
    ["README.md", tfjsReadme(model, SNIPPET)],
    PACKAGE,
    ...(bundle === undefined ? [] : [["tf.min.js", bundle] as const]),
  ]);
}

async function writeOfTexts(model: TextModel): Promise<ExportFiles> {
  return new Map<string, Uint8Array | string>([
    ...writeLayersModel(model),
    ...notesFor(model),
    ...(await shippedFiles({
      ...CHECK_PARTS,
      "check.mjs": "tfjs/check-texts.mjs",
      "tokens.mjs": "tokens.mjs",
    })),
    ["README.md", tfjsTextReadme(model, TEXT_SNIPPET)],
    PACKAGE,
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
