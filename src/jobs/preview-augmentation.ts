import type { Augmentation, ResizeChoice } from "#api/training.ts";
import { pngDataUrl } from "#engine/imaging/png.ts";
import {
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { readPixels } from "./classify-items.ts";
import { LeastRecentlyUsed } from "./least-recently-used.ts";

export interface PreviewRequest extends ResizeChoice {
  readonly pictures: readonly {
    readonly imageId: number;
    readonly sha256: string;
    readonly path: string;
  }[];
  readonly augmentation: Augmentation;
  readonly variants: number;
  readonly inputSize: number;
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

/** Pixels before normalisation, for which all networks with this choice are the same. */
export function previewPreprocessing(
  choice: ResizeChoice & { readonly inputSize: number },
): Preprocessing {
  return standardPreprocessing(choice.inputSize, "zero-to-255", choice);
}

/** @returns RGB8, [height, width, 3] @throws PictureError */
export function decodedPicture(
  sha256: string,
  path: string,
  preprocessing: Preprocessing,
): Promise<Uint8Array> {
  return decoded.get(`${sha256} ${JSON.stringify(preprocessing)}`, () =>
    readPixels(path, preprocessing),
  );
}

/** The same draws and the same pixels as training: drawn from (seed, variant, content of the picture). */
export async function previewAugmentation(
  request: PreviewRequest,
): Promise<{ rows: PreviewRow[] }> {
  const { augmentation, inputSize: size, seed } = request;
  const preprocessing = previewPreprocessing(request);
  const rows: PreviewRow[] = [];
  for (const { imageId, sha256, path } of request.pictures) {
    const pixels = await decodedPicture(sha256, path, preprocessing);
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
