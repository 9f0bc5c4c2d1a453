import type { Recipe } from "#api/recipe.ts";
import type { ResizePreview } from "#api/resize.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { pngDataUrl } from "#engine/imaging/png.ts";
import { planResize } from "#engine/imaging/resize-plan.ts";
import {
  decodedPicture,
  previewPreprocessing,
} from "./preview-augmentation.ts";

export interface ResizePreviewRequest extends Pick<
  Recipe,
  "inputSize" | "padding" | "background"
> {
  readonly pictures: readonly {
    readonly imageId: number;
    readonly sha256: string;
    readonly path: string;
    /** Pixels, after orientation. */
    readonly width: number;
    readonly height: number;
  }[];
}

/** Pictures in every mode, as a network of this input size sees them. A picture that cannot be read any more is left out. */
export async function previewResize({
  pictures,
  ...choice
}: ResizePreviewRequest): Promise<{ rows: ResizePreview[] }> {
  const rows: ResizePreview[] = [];
  for (const { imageId, sha256, path, width, height } of pictures) {
    const shown = async (resize: Recipe["resize"]) => {
      const preprocessing = previewPreprocessing({ ...choice, resize });
      const pixels = await decodedPicture(sha256, path, preprocessing);
      return pngDataUrl(pixels, preprocessing.width, preprocessing.height, 3);
    };
    try {
      const [squash, crop, fit] = await Promise.all([
        shown("squash"),
        shown("crop"),
        shown("fit"),
      ]);
      const side = choice.inputSize;
      const frame = { width: side, height: side, resize: "crop" } as const;
      const kept = planResize(width, height, frame).source;
      rows.push({ imageId, width, height, kept, squash, crop, fit });
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
    }
  }
  return { rows };
}
