import type { Augmentation } from "#api/augmentation.ts";
import type { ResizeChoice } from "#api/resize.ts";
import { pngDataUrl } from "#engine/imaging/png.ts";
import {
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import { drawMix, mixPixels } from "#engine/imaging/augmentations/mixing.ts";
import { readPixels } from "./classify-items.ts";
import { LeastRecentlyUsed } from "./least-recently-used.ts";

export interface PreviewPicture {
  readonly sha256: string;
  readonly path: string;
}

export interface PreviewRequest extends ResizeChoice {
  readonly pictures: readonly (PreviewPicture & {
    readonly imageId: number;
    /** For each version the picture that it is mixed with; left out: none is. */
    readonly partners?: readonly PreviewPicture[] | undefined;
  })[];
  readonly augmentation: Augmentation;
  readonly variants: number;
  readonly firstVariant: number;
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
  const { inputSize: size, firstVariant } = request;
  const preprocessing = previewPreprocessing(request);
  const rows: PreviewRow[] = [];
  for (const picture of request.pictures) {
    const { imageId, sha256, path, partners } = picture;
    const pixels = await decodedPicture(sha256, path, preprocessing);
    const variants: string[] = [];
    for (let i = 0; i < request.variants; i++) {
      const version = await mixedVersion(
        request,
        preprocessing,
        { picture, partner: partners?.[i] },
        firstVariant + i,
      );
      variants.push(pngDataUrl(version, size, size, 3));
    }
    rows.push({
      imageId,
      original: pngDataUrl(pixels, size, size, 3),
      variants,
    });
  }
  return { rows };
}

async function mixedVersion(
  request: PreviewRequest,
  preprocessing: Preprocessing,
  pair: {
    readonly picture: PreviewPicture;
    readonly partner: PreviewPicture | undefined;
  },
  variant: number,
): Promise<Uint8Array> {
  const { augmentation, inputSize: size, seed } = request;
  const versionOf = async ({ sha256, path }: PreviewPicture) => {
    const pixels = await decodedPicture(sha256, path, preprocessing);
    const drawn = drawAugmentation(augmentation, seed, variant, sha256);
    return augmentPixels(pixels, size, size, drawn, preprocessing.background);
  };
  const { picture, partner } = pair;
  const version = await versionOf(picture);
  const mix = drawMix(augmentation, seed, variant, picture.sha256);
  if (mix === null || partner === undefined) return version;
  return mixPixels(version, await versionOf(partner), mix, size, size);
}
