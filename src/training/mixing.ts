import { createHash } from "node:crypto";

import type { Recipe } from "#api/recipe.ts";
import {
  drawMix,
  mixes,
  partnerOf,
  shareOf,
  type DrawnMix,
} from "#engine/imaging/augmentations/mixing.ts";
import type { Sample } from "./training-set.ts";

/** Which training pictures are mixed with each other, and what that makes of their labels. */
export interface Mixing {
  /** @param variant which version. @returns for each the picture that this version of it is mixed with */
  partners(samples: readonly Sample[], variant: number): Sample[];
  /** The partner's label, and the share that stays of the picture's own. */
  label(sample: Sample, variant: number): MixedLabel;
  /** Of what the partners depend on besides the recipe: features of mixed pictures are good for this set only. */
  readonly poolHash: string;
}

export interface MixedLabel {
  readonly partner: number;
  /** 0 to 1. */
  readonly share: number;
}

/** @param pool the pictures that are trained on. @returns null where the recipe does not mix */
export function openMixing(
  recipe: Pick<Recipe, "augmentation" | "seed" | "inputSize">,
  pool: readonly Sample[],
): Mixing | null {
  const { augmentation, seed, inputSize } = recipe;
  if (!mixes(augmentation)) return null;
  const draw = ({ sha256 }: Sample, variant: number) =>
    drawMix(augmentation, seed, variant, sha256) as DrawnMix;
  return {
    partners: (samples, variant) =>
      samples.map((sample) => partnerOf(draw(sample, variant), pool)),
    label: (sample, variant) => {
      const mix = draw(sample, variant);
      return {
        partner: partnerOf(mix, pool).label,
        share: shareOf(mix, inputSize, inputSize),
      };
    },
    get poolHash() {
      const hash = createHash("sha256");
      for (const { sha256 } of pool) hash.update(sha256);
      return hash.digest("hex");
    },
  };
}

/**
 * Puts the label of one picture into a row of labels: all of it, or shared out.
 * @param row zeros, one place for each class
 */
export function writeLabel(
  row: Float32Array,
  label: number,
  mixed: MixedLabel | null,
): void {
  const share = mixed?.share ?? 1;
  row[label] = share;
  if (mixed === null) return;
  row[mixed.partner] = (row[mixed.partner] as number) + 1 - share;
}
