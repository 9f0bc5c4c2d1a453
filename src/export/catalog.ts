import type { ExportEntry, ExportFormat } from "./export-types.ts";
import { ONNX_EXPORT } from "#engine/export/onnx/onnx-export.ts";
import { TFJS_EXPORT } from "#engine/export/tfjs/tfjs-export.ts";

/** Every format that a model can be written in, by its id. Adding one is a folder and a line here. */
export const EXPORT_CATALOG = {
  tfjs: TFJS_EXPORT,
  onnx: ONNX_EXPORT,
} satisfies Record<ExportFormat, ExportEntry>;
