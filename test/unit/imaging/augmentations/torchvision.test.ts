import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import {
  AUGMENTATION_NAMES,
  type AugmentationName,
} from "#engine/imaging/augmentations/catalog.ts";
import { chequeredScene } from "#test/helpers/chequered-scene.ts";

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly cases: readonly {
    readonly name: AugmentationName;
    readonly drawn: readonly number[];
    readonly pixels: string;
  }[];
}

const GOLDEN = JSON.parse(
  readFileSync("test/golden/augmentations/torchvision-augment.json", "utf8"),
) as Golden;
const { width: WIDTH, height: HEIGHT } = GOLDEN;

/** Levels that may differ: rounding of weights and coordinates to 11 bits where pictures are resampled. */
const TOLERANCE: Partial<Record<AugmentationName, number>> = {
  crop: 1,
  perspective: 1,
  elastic: 1,
  shear: 1,
  grey: 1,
  sharpness: 1,
  blur: 1,
  // torchvision multiplies in floating point where Pillow cuts off.
  autocontrast: 1,
  noise: 1,
  grain: 1,
};

describe("an augmentation at fixed numbers", () => {
  it.each(GOLDEN.cases)("$name $drawn equals the reference", (one) => {
    const ours = augmentPixels(
      chequeredScene(WIDTH, HEIGHT, { first: 20, count: 200 }),
      WIDTH,
      HEIGHT,
      {
        operations: [one],
        fill: "constant",
      },
    );
    const reference = Buffer.from(one.pixels, "base64");
    expect(reference.length).toBe(ours.length);
    const compared = comparedValues(one.name, reference);
    expect(compared.length).toBeGreaterThan(reference.length / 4);
    const largest = Math.max(
      ...compared.map((at) => Math.abs((ours[at] ?? 0) - (reference[at] ?? 0))),
    );
    expect(largest).toBeLessThanOrEqual(TOLERANCE[one.name] ?? 0);
  });

  it("is compared for every operation of the catalogue, here or with Pillow", () => {
    const pillow = JSON.parse(
      readFileSync("test/golden/imaging/pillow-augment.json", "utf8"),
    ) as { cases: Record<string, unknown> };
    const compared = new Set([
      ...GOLDEN.cases.map(({ name }) => name),
      ...Object.keys(pillow.cases),
    ]);
    expect(AUGMENTATION_NAMES.filter((name) => !compared.has(name))).toEqual(
      [],
    );
  });
});

/** Where geometry shows something beyond the edge, which each side fills in its own way, is left out. */
function comparedValues(
  name: AugmentationName,
  reference: Uint8Array,
): number[] {
  const all = Array.from(reference, (_, at) => at);
  if (name === "crop") return all.filter((at) => !isNearFrame(at, 3));
  if (!["perspective", "elastic", "shear", "shift"].includes(name)) return all;
  return all.filter((at) => !isNearBlack(reference, at));
}

function isNearFrame(at: number, margin: number): boolean {
  const x = Math.floor(at / 3) % WIDTH;
  const y = Math.floor(at / 3 / WIDTH);
  return (
    x < margin || y < margin || x >= WIDTH - margin || y >= HEIGHT - margin
  );
}

function isNearBlack(pixels: Uint8Array, at: number): boolean {
  if (isNearFrame(at, 2)) return true;
  const start = at - (at % 3);
  for (let y = -2; y <= 2; y++) {
    for (let x = -2; x <= 2; x++) {
      const near = start + (y * WIDTH + x) * 3;
      // The scene has no value below 20.
      if ([0, 1, 2].some((c) => (pixels[near + c] ?? 0) < 20)) return true;
    }
  }
  return false;
}
