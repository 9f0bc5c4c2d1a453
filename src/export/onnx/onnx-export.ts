import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSession, fromOrt, toOrt } from "#engine/compute/onnx/session.ts";
import type {
  ExportEntry,
  ExportFiles,
  ExportModel,
  ExportRunner,
  Snippet,
} from "#engine/export/export-types.ts";
import { notesFor } from "#engine/export/notes.ts";
import { onnxReadme } from "#engine/export/readme/onnx-readme.ts";
import { shippedFiles } from "#engine/export/shipped-files.ts";
import {
  emitPictureModel,
  emitTensorModel,
  ONNX_NAMES,
} from "./onnx-models.ts";

const SNIPPET: Snippet = {
  language: "python",
  code: `import numpy as np, onnxruntime as ort
from PIL import Image, ImageOps

session = ort.InferenceSession("model.onnx")
picture = ImageOps.exif_transpose(Image.open("photo.jpg")).convert("RGB")
[probabilities] = session.run(None, {"picture": np.asarray(picture)[None]})
print(open("labels.txt").read().splitlines()[probabilities[0].argmax()])
`,
};

/** ONNX, for onnxruntime in Python, C++, C#, Java, JavaScript and on phones. */
export const ONNX_EXPORT: ExportEntry = {
  title: "ONNX",
  summary:
    "For onnxruntime in Python, C++, C#, Java, JavaScript and on phones; takes a picture of any size, the preprocessing is inside.",
  write: writeOnnx,
  snippet: SNIPPET,
  open: openOnnx,
  checks: [
    { script: "check.mjs", language: "node", isSlow: false },
    { script: "check.py", language: "python", isSlow: false },
  ],
};

async function writeOnnx(model: ExportModel): Promise<ExportFiles> {
  return new Map<string, Uint8Array | string>([
    ["model.onnx", emitPictureModel(model)],
    ["model-fixed.onnx", emitTensorModel(model)],
    ...notesFor(model),
    ...(await shippedFiles({
      "check.mjs": "onnx/check.mjs",
      "check.py": "onnx/check.py",
      "check-pictures.mjs": "check-pictures.mjs",
    })),
    ["README.md", onnxReadme(model, SNIPPET)],
  ]);
}

async function openOnnx(directory: string): Promise<ExportRunner> {
  const session = await createSession(
    await readFile(join(directory, "model-fixed.onnx")),
  );
  return {
    runtime: "onnxruntime",
    async run(input) {
      const results = await session.run({ [ONNX_NAMES.tensor]: toOrt(input) });
      return fromOrt(results[ONNX_NAMES.probabilities]).data;
    },
    dispose: () => session.dispose(),
  };
}
