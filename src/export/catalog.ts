import { ONNX_EXPORT } from "#engine/export/onnx/onnx-export.ts";
import { TFJS_EXPORT } from "#engine/export/tfjs/tfjs-export.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import type {
  ChosenWriter,
  ExportEntry,
  ExportFormat,
  ExportModel,
} from "./export-types.ts";

/** Every format that a model can be written in, by its id. Adding one is a folder and a line here. */
export const EXPORT_CATALOG = {
  tfjs: TFJS_EXPORT,
  onnx: ONNX_EXPORT,
} satisfies Record<ExportFormat, ExportEntry>;

/** A format as it is for what the model looks at: pictures or texts. */
export function writerFor(
  format: ExportFormat,
  model: ExportModel,
): ChosenWriter {
  const { title, ofPictures, ofTexts } = EXPORT_CATALOG[format];
  const { preprocessing } = model;
  return isOfTexts(preprocessing)
    ? {
        ...ofTexts,
        title,
        write: () => ofTexts.write({ ...model, preprocessing }),
      }
    : {
        ...ofPictures,
        title,
        write: () => ofPictures.write({ ...model, preprocessing }),
      };
}
