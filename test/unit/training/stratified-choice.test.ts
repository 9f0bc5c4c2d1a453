import { describe, expect, it } from "vitest";

import { stratifiedChoice } from "#engine/training/stratified-choice.ts";
import { countPerClass, labelsOf } from "#engine/training/training-set.ts";

const sample = (label: number, imageId: number) => ({
  imageId,
  label,
  sha256: `${label}-${imageId}`,
});
const samples = [
  ...Array.from({ length: 300 }, (_, id) => sample(0, id)),
  ...Array.from({ length: 100 }, (_, id) => sample(1, 300 + id)),
  ...Array.from({ length: 3 }, (_, id) => sample(2, 400 + id)),
];

describe("an even choice of pictures", () => {
  it("keeps the shares of classes, their order, and two of each at least", () => {
    const chosen = stratifiedChoice(samples, 40, 0);
    expect(countPerClass(labelsOf(chosen), 3)).toEqual([29, 9, 2]);
    const ids = chosen.map(({ imageId }) => imageId);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(stratifiedChoice(samples, 40, 0)).toEqual(chosen);
    expect(stratifiedChoice(samples, 40, 1)).not.toEqual(chosen);
  });

  it("is everything where there is no more", () => {
    expect(stratifiedChoice(samples, samples.length, 0)).toEqual(samples);
  });
});
