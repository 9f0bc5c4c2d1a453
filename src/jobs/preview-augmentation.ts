import type { Augmentation } from "#api/training.ts";
import { pngDataUrl } from "#engine/explain/png.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { readPixels } from "./classify-items.ts";
import { LeastRecentlyUsed } from "./least-recently-used.ts";

export interface PreviewRequest {
  readonly pictures: readonly {
    readonly imageId: number;
    readonly sha256: string;
    readonly path: string;
  }[];
  readonly augmentation: Augmentation;
  readonly variants: number;
  readonly inputSize: number;
  readonly resize: "squash" | "crop" | "fit";
  readonly seed: number;
}

export interface PreviewRow {
  readonly imageId: number;
  /** PNG data URLs. */
  readonly original: string;
  readonly variants: readonly string[];
}

/** Pictures stay decoded while somebody moves a slider. */
const decoded = new LeastRecentlyUsed<Uint8Array>(64, () => Promise.resolve());

/** The same draws and the same pixels as training: drawn from (seed, variant, content of the picture). */
export async function previewAugmentation(
  request: PreviewRequest,
): Promise<{ rows: PreviewRow[] }> {
  const { augmentation, inputSize: size, resize, seed } = request;
  const preprocessing = standardPreprocessing(size, "zero-to-255", { resize });
  const rows: PreviewRow[] = [];
  for (const { imageId, sha256, path } of request.pictures) {
    const pixels = await decoded.get(`${sha256} ${size} ${resize}`, () =>
      readPixels(path, preprocessing),
    );
    const variants = Array.from({ length: request.variants }, (_, variant) => {
      const drawn = drawAugmentation(augmentation, seed, variant, sha256);
      const { background } = preprocessing;
      const changed = augmentPixels(pixels, size, size, drawn, background);
      return pngDataUrl(changed, size, size, 3);
    });
    rows.push({
      imageId,
      original: pngDataUrl(pixels, size, size, 3),
      variants,
    });
  }
  return { rows };
}
