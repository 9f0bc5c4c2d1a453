import { kernels } from "#engine/imaging/picture-kernels.ts";
import { TAP_BITS } from "#engine/imaging/weigh-taps-kernel.ts";
import { createRandom, type Random } from "#engine/base/random.ts";

import type { AugmentationOperation } from "./augmentation.ts";
import type { AugmentationConfig } from "./configuration.ts";
import { copyOf, takeOut } from "./kernel-pixels.ts";

/**
 * What one version of a picture is mixed with.
 * MixUp: Hongyi Zhang, Moustapha Cisse, Yann Dauphin, David Lopez-Paz, 2017, https://arxiv.org/abs/1710.09412: the two are blended. CutMix:
 * Sangdoo Yun and others, 2019, https://arxiv.org/abs/1905.04899: a rectangle is taken from the other. The label is shared out likewise.
 * The papers draw once for a batch and take partners from it; here each picture draws for itself, from (seed, version, picture), among all
 * training pictures, so that the result does not depend on batches and can be shown beforehand.
 */
export interface DrawnMix {
  readonly kind: "mixUp" | "cutMix";
  /** λ, the share that stays of the picture itself. */
  readonly share: number;
  /** Which of the training pictures: place in [0, 1) of their list. */
  readonly partner: number;
  /** Of CutMix's rectangle, as shares of the sides. */
  readonly centre: readonly [number, number];
}

/** Settings that mix pictures, as the catalogue has the others; the amount is α of the beta distribution. */
export const MIXING_CATALOG = {
  mixUp: {
    title: "MixUp",
    why: "Blends two pictures and shares the label out; for training over many epochs.",
    parameter: {
      kind: "amount",
      maximum: 2,
      default: 0.2,
      unit: "concentration",
    },
  },
  cutMix: {
    title: "CutMix",
    why: "Puts a piece of another picture in and shares the label out by area.",
    parameter: {
      kind: "amount",
      maximum: 2,
      default: 1,
      unit: "concentration",
    },
  },
} as const satisfies Record<
  DrawnMix["kind"],
  Pick<AugmentationOperation, "title" | "why" | "parameter">
>;

/** Whether this changes labels. */
export function mixes({ mixUp = 0, cutMix = 0 }: AugmentationConfig): boolean {
  return mixUp > 0 || cutMix > 0;
}

/** Where both are on, each is drawn for half of the pictures. */
export function drawMix(
  config: AugmentationConfig,
  seed: number,
  version: number,
  imageKey: string,
): DrawnMix | null {
  if (!mixes(config)) return null;
  const { mixUp = 0, cutMix = 0 } = config;
  const random = createRandom("mixing", seed, version, imageKey);
  const first = random.next() < 0.5;
  const isMixUp = cutMix === 0 || (mixUp > 0 && first);
  return {
    kind: isMixUp ? "mixUp" : "cutMix",
    partner: random.next(),
    centre: [random.next(), random.next()],
    share: drawBeta(isMixUp ? mixUp : cutMix, random),
  };
}

/** The training picture that it is mixed with. */
export function partnerOf<Picture>(
  mix: DrawnMix,
  pictures: readonly Picture[],
): Picture {
  return pictures[placeOfPartner(mix, pictures.length)] as Picture;
}

/** Its place among so many training pictures, which are in the order of their ids. */
export function placeOfPartner({ partner }: DrawnMix, count: number): number {
  return Math.floor(partner * count);
}

/** How much of the picture itself is left, in whole pixels for CutMix: λ of the label. */
export function shareOf(mix: DrawnMix, width: number, height: number): number {
  if (mix.kind === "mixUp") return mix.share;
  const { left, top, right, bottom } = rectangleOf(mix, width, height);
  return 1 - ((right - left) * (bottom - top)) / (width * height);
}

/**
 * @param pixels [height, width, 3]
 * @param partner of the same shape
 * @param into where the result goes, of the same length, may be `pixels` but not `partner`; left out: new memory
 */
export function mixPixels(
  pixels: Uint8Array,
  partner: Uint8Array,
  mix: DrawnMix,
  width: number,
  height: number,
  into?: Uint8Array,
): Uint8Array {
  if (mix.kind === "mixUp") {
    return blend(pixels, partner, mix.share, into);
  }
  const result = copyOf(pixels, into);
  const { left, top, right, bottom } = rectangleOf(mix, width, height);
  for (let y = top; y < bottom; y++) {
    const from = (y * width + left) * 3;
    const until = (y * width + right) * 3;
    result.set(partner.subarray(from, until), from);
  }
  return result;
}

/** Two taps of the kernel that weighs bytes, a picture's length apart. */
function blend(
  pixels: Uint8Array,
  partner: Uint8Array,
  share: number,
  into: Uint8Array | undefined,
): Uint8Array {
  kernels.clear();
  const taps = kernels.allocate(8);
  const first = kernels.allocate(pixels.length);
  const second = kernels.allocate(pixels.length);
  const to = kernels.allocate(pixels.length);
  const { bytes, run } = kernels;
  const own = Math.round(share * 2 ** TAP_BITS);
  new Int32Array(bytes.buffer, taps, 2).set([own, 2 ** TAP_BITS - own]);
  bytes.set(pixels, first);
  bytes.set(partner, second);
  run.weighTaps(first, second - first, to, pixels.length, taps, taps + 8);
  return takeOut(to, pixels.length, into);
}

/** As in the paper's code: a rectangle of the picture's shape about the centre, cut off at the edges. */
function rectangleOf(
  { share, centre }: DrawnMix,
  width: number,
  height: number,
) {
  const side = Math.sqrt(1 - share);
  const along = (at: number, size: number) => {
    const middle = Math.floor(at * size);
    const half = Math.floor(Math.floor(size * side) / 2);
    return [Math.max(0, middle - half), Math.min(size, middle + half)] as const;
  };
  const [left, right] = along(centre[0], width);
  const [top, bottom] = along(centre[1], height);
  return { left, top, right, bottom };
}

/** Beta(α, α) as the share of one of two gamma numbers. */
function drawBeta(alpha: number, random: Random): number {
  const a = drawGamma(alpha, random);
  const b = drawGamma(alpha, random);
  return a + b === 0 ? 0.5 : a / (a + b);
}

/** George Marsaglia, Wai Wan Tsang, A simple method for generating gamma variables, 2000, https://doi.org/10.1145/358407.358414. */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) {
    return drawGamma(shape + 1, random) * (1 - random.next()) ** (1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.normal();
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    const threshold = 0.5 * normal * normal + d * (1 - v + Math.log(v));
    if (Math.log(1 - random.next()) < threshold) return d * v;
  }
}
