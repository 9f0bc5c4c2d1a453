import { describe, expect, it } from "vitest";

import {
  AUGMENTATION_PRESETS,
  type AugmentationConfig,
} from "#engine/imaging/augmentations/configuration.ts";
import { augmentationWarnings } from "#engine/services/augmentation-warnings.ts";
import type { ClassRow } from "#engine/storage/index-types.ts";

type Reader = Parameters<typeof augmentationWarnings>[2];
const OFF: AugmentationConfig = AUGMENTATION_PRESETS.none;
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Each class with ten measured pictures of its own mean colour, give or take. */
function readerOf(colours: readonly (readonly [number, number, number])[]) {
  const measureOf = (imageId: number) => {
    const [red, green, blue] = colours[Math.floor(imageId / 10)] ?? [0, 0, 0];
    const spread = ((imageId % 10) - 4.5) / 100;
    return { red: red + spread, green: green - spread, blue };
  };
  return {
    page: ({ classIds }: { classIds: number[] }) => ({
      total: 10,
      images: Array.from({ length: 10 }, (_, i) => ({
        id: (classIds[0] ?? 0) * 10 + i,
      })),
    }),
    measures: (ids: readonly number[]) =>
      new Map(ids.map((id) => [id, measureOf(id)])),
  } as unknown as Reader;
}

function codes(
  changes: Partial<AugmentationConfig>,
  names: readonly string[],
  reader: Reader = readerOf([]),
): string[] {
  const classes = names.map((name, id) => ({ id, name }) as ClassRow);
  return augmentationWarnings({ ...OFF, ...changes }, classes, reader).map(
    ({ code }) => code,
  );
}

describe("augmentationWarnings", () => {
  it("says nothing of what is off, and nothing of a mirrored shirt", () => {
    expect(codes({}, DIGITS)).toEqual([]);
    expect(codes({ horizontalFlip: true }, ["shirt", "shoe"])).toEqual([]);
    expect(codes({ horizontalFlip: true }, ["vitamin c", "iron"])).toEqual([]);
  });

  it.each([
    [DIGITS],
    [["zero", "one"]],
    [["letter b", "letter d"]],
    [["digit_3", "digit_5"]],
  ])("warns of mirrored writing: %j", (names) => {
    expect(codes({ horizontalFlip: true }, names)).toContain(
      "augmentation/mirrored-writing",
    );
  });

  it("warns of mirrored sides and of directions upside down", () => {
    expect(
      codes({ horizontalFlip: true }, ["turn_left", "turn_right"]),
    ).toEqual(["augmentation/mirrored-sides"]);
    expect(codes({ verticalFlip: true }, ["thumb up", "thumb down"])).toEqual([
      "augmentation/upside-down-direction",
    ]);
  });

  it("warns of photographs upside down, but not where any direction is up", () => {
    const names = ["cat", "dog"];
    expect(codes({ verticalFlip: true }, names)).toEqual([
      "augmentation/upside-down",
    ]);
    expect(codes({ verticalFlip: true, rotation: 180 }, names)).toEqual([]);
  });

  it("warns of turns only where classes turn into each other", () => {
    const turned = ["augmentation/turned-meaning"];
    expect(codes({ rotation: 180 }, DIGITS)).toEqual(turned);
    expect(codes({ rotation: 15 }, DIGITS)).toEqual([]);
    expect(codes({ rotation: 180 }, ["0", "1", "2"])).toEqual([]);
    expect(codes({ rotation: 90 }, ["arrow left", "stop"])).toEqual(turned);
    const policy = { name: "trivialaugment", operations: 2, magnitude: 9 };
    expect(codes({ policy } as AugmentationConfig, DIGITS)).toEqual(turned);
  });

  it("warns of colours where names or measured colours tell classes apart", () => {
    const counts = ["augmentation/colour-counts"];
    expect(codes({ grey: 0.2 }, ["red light", "green light"])).toEqual(counts);
    const names = ["tomato", "cucumber"];
    const different = readerOf([
      [0.7, 0.2, 0.2],
      [0.2, 0.6, 0.2],
    ]);
    const alike = readerOf([
      [0.5, 0.5, 0.5],
      [0.5, 0.5, 0.5],
    ]);
    expect(codes({ hue: 60 }, names, different)).toEqual(counts);
    expect(codes({ hue: 60 }, names, alike)).toEqual([]);
    expect(codes({ hue: 5 }, names, different)).toEqual([]);
  });
});
