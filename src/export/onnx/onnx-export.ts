import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createSession,
  fromOrt,
  OrtTensor,
  toOrt,
} from "#engine/compute/onnx/session.ts";
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
  onnxReadme,
  onnxTextReadme,
} from "#engine/export/readme/onnx-readme.ts";
import { shippedFiles } from "#engine/export/shipped-files.ts";
import {
  emitPictureModel,
  emitTensorModel,
  emitTokenModel,
  ONNX_NAMES,
} from "./onnx-models.ts";

const SNIPPET = {
  language: "python",
  code: `import numpy as np, onnxruntime as ort
from PIL import Image, ImageOps

session = ort.InferenceSession("model.onnx")
picture = ImageOps.exif_transpose(Image.open("photo.jpg")).convert("RGB")
[probabilities] = session.run(None, {"picture": np.asarray(picture)[None]})
print(open("labels.txt").read().splitlines()[probabilities[0].argmax()])
`,
};

const TEXT_SNIPPET = {
  language: "python",
  code: `import json
import onnxruntime as ort
from tokens import create_tokenizer

read = lambda name: json.load(open(name, encoding="utf-8"))
tokenize = create_tokenizer(read("preprocessing.json"), read("vocabulary.json"))
session = ort.InferenceSession("model.onnx")
[probabilities] = session.run(None, {"tokens": tokenize("The text to read.")[None]})
print(read("labels.json")[probabilities[0].argmax()])
`,
};

const CHECKS: ExportWriter<never>["checks"] = [
  { script: "check.mjs", language: "node", isSlow: false },
  { script: "check.py", language: "python", isSlow: false },
];

/** What the check scripts of both kinds are made of. */
const CHECK_PARTS = {
  "check-samples.mjs": "check-samples.mjs",
  "check_samples.py": "onnx/check_samples.py",
};

/** ONNX, for onnxruntime in Python, C++, C#, Java, JavaScript and on phones. */
export const ONNX_EXPORT: ExportEntry = {
  title: "ONNX",
  summary:
    "For onnxruntime in Python, C++, C#, Java, JavaScript and on phones; takes a picture of any size, the preprocessing is inside, or the numbers of a text's words.",
  ofPictures: {
    write: writeOfPictures,
    snippet: SNIPPET,
    checks: CHECKS,
    open: (directory) =>
      openOnnx(join(directory, "model-fixed.onnx"), (input) => ({
        [ONNX_NAMES.tensor]: toOrt(input),
      })),
  },
  ofTexts: {
    write: writeOfTexts,
    snippet: TEXT_SNIPPET,
    checks: CHECKS,
    open: (directory) =>
      openOnnx(join(directory, "model.onnx"), ({ shape, data }) => ({
        [ONNX_NAMES.tokens]: new OrtTensor("int32", Int32Array.from(data), [
          ...shape,
        ]),
      })),
  },
};

async function writeOfPictures(model: PictureModel): Promise<ExportFiles> {
  return new Map<string, Uint8Array | string>([
    ["model.onnx", emitPictureModel(model)],
    ["model-fixed.onnx", emitTensorModel(model)],
    ...notesFor(model),
    ...(await shippedFiles({
      ...CHECK_PARTS,
      "check.mjs": "onnx/check.mjs",
      "check.py": "onnx/check.py",
      "decode-picture.mjs": "decode-picture.mjs",
    })),
    ["README.md", onnxReadme(model, SNIPPET)],
  ]);
}

async function writeOfTexts(model: TextModel): Promise<ExportFiles> {
  return new Map<string, Uint8Array | string>([
    ["model.onnx", emitTokenModel(model)],
    ...notesFor(model),
    ...(await shippedFiles({
      ...CHECK_PARTS,
      "check.mjs": "onnx/check-texts.mjs",
      "check.py": "onnx/check-texts.py",
      "tokens.mjs": "tokens.mjs",
      "tokens.py": "onnx/tokens.py",
    })),
    ["README.md", onnxTextReadme(model, TEXT_SNIPPET)],
  ]);
}

type Input = Parameters<ExportRunner["run"]>[0];

async function openOnnx(
  file: string,
  feeds: (input: Input) => Readonly<Record<string, OrtTensor>>,
): Promise<ExportRunner> {
  const session = await createSession(await readFile(file));
  return {
    runtime: "onnxruntime",
    async run(input) {
      const results = await session.run(feeds(input));
      return fromOrt(results[ONNX_NAMES.probabilities]).data;
    },
    dispose: () => session.dispose(),
  };
}
