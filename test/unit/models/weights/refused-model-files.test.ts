import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { writeSafetensors } from "#engine/models/weights/safetensors.ts";
import { KERAS_FILES } from "#test/helpers/keras-files.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import { fileOf, folderOf } from "#test/helpers/temporary-folder.ts";

/** What is given, the code, words of the message, the path. */
const REFUSED: [string, string, RegExp, () => Promise<string>][] = [
  ["nothing there", "models/not-found", /no model at/, async () => "/none"],
  [
    "an .h5 file that is cut off",
    "weights/damaged",
    /cut off/,
    async () =>
      fileOf((await readFile(KERAS_FILES.path("nested.h5"))).subarray(0, 9000)),
  ],
  [
    "an .h5 file with a hole",
    "weights/damaged",
    /cannot be read|has no such group|no numbers/,
    async () => {
      const bytes = await readFile(KERAS_FILES.path("nested.h5"));
      return fileOf(bytes.fill(0, 1000, bytes.length - 3000));
    },
  ],
  [
    "a weight that is not a number",
    "weights/not-finite",
    /head\/kernel.*NaN/,
    async () => KERAS_FILES.path("nested.nan.h5"),
  ],
  [
    "a weight that would fill the memory",
    "weights/damaged",
    /claims 40000000000 bytes in a file of \d{4}\./,
    async () => KERAS_FILES.path("bomb.h5"),
  ],
  [
    "an HDF5 file of another program",
    "models/not-keras",
    /holds pictures/,
    async () => KERAS_FILES.path("other-program.h5"),
  ],
  [
    "weights of a network that is not in the catalog",
    "weights/unknown-network",
    /"conv2d_4".*9 in all.*model\.save/,
    async () => KERAS_FILES.path("branches.legacy-weights.h5"),
  ],
  [
    "weights under PyTorch's names",
    "weights/unknown-network",
    /"stem.conv"/,
    async () => {
      const kernel = { shape: [4, 3, 3, 3], data: new Float32Array(108) };
      return fileOf(writeSafetensors(new Map([["stem.conv/weight", kernel]])));
    },
  ],
  [
    "a .keras archive without weights",
    "models/missing-file",
    /no model\.weights\.h5/,
    async () => fileOf(smallZip({ "config.json": "{}" })),
  ],
  [
    "a .keras archive whose names lead out of it",
    "models/unsafe-path",
    /outside/,
    async () => fileOf(smallZip({ "config.json": "{}", "../x.h5": "x" })),
  ],
  [
    "an archive that unpacks to a hundred times its size",
    "models/too-large",
    /"model\.weights\.h5".*Received: 60000000/,
    async () =>
      fileOf(
        smallZip({
          "config.json": "{}",
          "model.weights.h5": new Uint8Array(60_000_000),
        }),
      ),
  ],
  [
    "an archive that is cut off",
    "models/bad-zip",
    /not a whole zip/,
    async () =>
      fileOf(
        (await readFile(KERAS_FILES.path("nested.keras"))).subarray(0, 9000),
      ),
  ],
  [
    "a shard that is missing",
    "weights/missing-shard",
    /"part2\.bin"/,
    async () =>
      folderOf({
        "model.json": JSON.stringify({
          modelTopology: JSON.parse(
            await readFile(KERAS_FILES.path("branches.config.json"), "utf8"),
          ) as unknown,
          weightsManifest: [{ paths: ["part2.bin"], weights: [] }],
        }),
      }),
  ],
  [
    "a model of TensorFlow.js before 1.0",
    "models/old-tfjs",
    /before version 1\.0.*tensorflowjs_converter/,
    async () =>
      folderOf({
        "tensorflowjs_model.pb": "x",
        "weights_manifest.json": "[]",
      }),
  ],
  [
    "a SavedModel",
    "models/saved-model",
    /model\.save/,
    async () => folderOf({ "saved_model.pb": "x", "variables/v.index": "x" }),
  ],
  [
    "a PyTorch archive",
    "models/pytorch",
    /torch\.onnx\.export/,
    async () => fileOf(smallZip({ "net/data.pkl": "x", "net/data/0": "x" })),
  ],
  [
    "an old PyTorch file",
    "models/pytorch",
    /torch\.onnx\.export/,
    async () => fileOf(new Uint8Array([0x80, 2, 0x8a, 10])),
  ],
  [
    "a TensorFlow Lite model",
    "models/tflite",
    /TensorFlow Lite/,
    async () => fileOf("\u001c\0\0\0TFL3\0\0"),
  ],
  [
    "a text",
    "models/not-a-model",
    /Expected one of: Keras model/,
    async () => fileOf("hello"),
  ],
  [
    "an empty file",
    "models/not-a-model",
    /another kind/,
    async () => fileOf(""),
  ],
  [
    "a folder of pictures",
    "models/not-a-model",
    /holds a\.jpg/,
    async () => folderOf({ "a.jpg": "x" }),
  ],
];

describe("loadModelFile", () => {
  it.each(REFUSED)("refuses %s with %s", async (_, code, words, make) => {
    await expect(loadModelFile(await make())).rejects.toThrow(
      withCode(code, words),
    );
  });
});
