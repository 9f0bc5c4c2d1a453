import { dirname } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import { openDirectory } from "#engine/models/weights/model-directory.ts";
import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import {
  notesBeside,
  readWhole,
  startsWith,
  type ModelSource,
} from "#engine/models/weights/model-source.ts";
import { readOnnxModel } from "#engine/models/weights/onnx/onnx-model.ts";
import { MAXIMUM_WEIGHT_BYTES } from "#engine/models/weights/weight-limits.ts";
import type { ModelFormat } from "./model-format.ts";

/** ONNX files of PyTorch, tf2onnx and our own exports, also in a folder or archive with their notes or weight files. */
export const onnx: ModelFormat = {
  title: "ONNX model (.onnx)",
  recognises: ({ head, files }) =>
    files === undefined ? isModelProto(head) : onnxPaths(files).length > 0,
  load: (source) =>
    source.files === undefined ? loadSingle(source) : loadAmong(source.files),
};

/**
 * ONNX has no signature. Programs write the fields in the order of onnx.proto3: ir_version, a small number, then one of the fields
 * behind it: opset_import, producer, graph.
 */
function isModelProto(head: Uint8Array): boolean {
  const [, version = 0, next = 0] = head;
  const field = next >> 3;
  return (
    startsWith(head, [0x08]) &&
    version >= 3 &&
    version <= 32 &&
    field >= 2 &&
    field <= 8
  );
}

async function loadSingle(source: ModelSource) {
  const { name, path } = source;
  return readOnnxModel({
    bytes: readWhole(source, MAXIMUM_WEIGHT_BYTES),
    file: name,
    external: await openDirectory(dirname(path), 0).catch(() => undefined),
    notes: await notesBeside(path),
  });
}

async function loadAmong(files: ModelFiles) {
  const paths = onnxPaths(files);
  const path = paths.length === 1 ? paths[0] : paths.find(isOurs);
  if (path === undefined) {
    throw new StudioError(
      "models/several-models",
      `${files.name} holds ${paths.length} ONNX files: ${paths.slice(0, 5).join(", ")}. Choose one of these files.`,
    );
  }
  return readOnnxModel({
    bytes: await files.read(path, MAXIMUM_WEIGHT_BYTES),
    file: path,
    external: files,
    notes: files,
  });
}

function onnxPaths({ paths }: ModelFiles): string[] {
  return paths.filter((path) => /^[^/]+\.onnx$/i.test(path));
}

/** Our exports write the network twice, with and without preprocessing. */
function isOurs(path: string): boolean {
  return path === "model-fixed.onnx";
}
