import { describe, expect, it } from "vitest";

import { AugmentationSchema } from "#api/training.ts";
import {
  AUGMENTATION_KNOBS,
  augments,
  withoutAugmentation,
} from "#renderer/features/augment/augmentation-knobs.ts";

const NONE = withoutAugmentation("mirror");

describe("withoutAugmentation", () => {
  it("is a valid augmentation in which nothing is on", () => {
    expect(AugmentationSchema.parse(NONE)).toEqual(NONE);
    expect(augments(NONE)).toBe(false);
    expect(NONE.fill).toBe("mirror");
  });
});

describe("AUGMENTATION_KNOBS", () => {
  it.each(AUGMENTATION_KNOBS)(
    "$id turns augmentation on, and its end is the end of the contract",
    ({ id, maximum, step }) => {
      expect(augments({ ...NONE, [id]: step })).toBe(true);
      const parse = (value: number) =>
        AugmentationSchema.safeParse({ ...NONE, [id]: value }).success;
      expect(parse(maximum)).toBe(true);
      expect(parse(maximum + step)).toBe(false);
    },
  );

  it("covers every number of the contract", () => {
    const numbers = Object.entries(NONE)
      .filter(([, value]) => typeof value === "number")
      .map(([name]) => name);
    expect(AUGMENTATION_KNOBS.map(({ id }) => id).toSorted()).toEqual(
      numbers.toSorted(),
    );
  });
});

describe("augments", () => {
  it("counts a flip", () => {
    expect(augments({ ...NONE, horizontalFlip: true })).toBe(true);
  });
});
