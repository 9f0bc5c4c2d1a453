import { describe, expect, it } from "vitest";

import { augmentPixels } from "#engine/imaging/augmentations/apply.ts";
import {
  AUGMENTATION_CATALOG,
  AUGMENTATION_NAMES,
} from "#engine/imaging/augmentations/catalog.ts";
import { mixPixels } from "#engine/imaging/augmentations/mixing.ts";

/** Widths and heights that are no multiples of what the kernels take at once, and pictures smaller than that. */
const SIZES = [
  [3, 3],
  [1, 1],
  [17, 5],
  [37, 23],
] as const;

function picture(width: number, height: number): Uint8Array {
  return Uint8Array.from(
    { length: width * height * 3 },
    (_, i) => 30 + ((i * 37 + (i >> 4) * 11) % 190),
  );
}

describe.each(SIZES)("a picture of %i × %i", (width, height) => {
  it.each(AUGMENTATION_NAMES)(
    "%s is the same in memory that is used again",
    (name) => {
      const pixels = picture(width, height);
      const { parameter, ends } = AUGMENTATION_CATALOG[name];
      const [, drawn] = ends(
        parameter.kind === "switch" ? 1 : parameter.default,
      );
      const twice = [
        { name, drawn },
        { name, drawn },
      ];
      const operations = { operations: twice, fill: "edge" } as const;
      const place = new Uint8Array(pixels.length).fill(99);
      const fresh = augmentPixels(pixels, width, height, operations);
      const [white, none] = [[255, 255, 255] as const, undefined];
      expect(
        augmentPixels(pixels, width, height, operations, white, place),
      ).toEqual(fresh);
      expect(pixels).toEqual(picture(width, height));
      expect(
        augmentPixels(pixels, width, height, operations, white, none),
      ).toEqual(fresh);
    },
  );

  it("has its own extremes stretched, and its own greys", () => {
    const pixels = picture(width, height);
    const apply = (name: "autocontrast" | "grey") =>
      augmentPixels(pixels, width, height, {
        operations: [{ name, drawn: [1] }],
        fill: "edge",
      });
    const stretched = apply("autocontrast");
    const grey = apply("grey");
    for (let channel = 0; channel < 3; channel++) {
      const own = pixels.filter((_, i) => i % 3 === channel);
      const [low, high] = [Math.min(...own), Math.max(...own)];
      own.forEach((value, i) => {
        const expected =
          high === low ? value : ((value - low) * 255) / (high - low);
        const found = stretched[3 * i + channel] as number;
        expect(Math.abs(found - expected)).toBeLessThan(1.01);
      });
      grey.forEach((value, i) => {
        if (i % 3 !== channel) return;
        const [r = 0, g = 0, b = 0] = pixels.subarray(i - channel);
        const luma = 0.299 * r + 0.587 * g + 0.114 * b;
        expect(Math.abs(value - luma)).toBeLessThan(0.51);
      });
    }
  });

  it.each([
    { kind: "mixUp", share: 0.3, partner: 0, centre: [0.5, 0.5] },
    { kind: "cutMix", share: 0.6, partner: 0, centre: [0.4, 0.7] },
  ] as const)("$kind may write over the picture", (mix) => {
    const pixels = picture(width, height);
    const partner = pixels.map((value) => 255 - value);
    const fresh = mixPixels(pixels, partner, mix, width, height);
    expect(pixels).toEqual(picture(width, height));
    expect(mixPixels(pixels, partner, mix, width, height, pixels)).toEqual(
      fresh,
    );
    expect(pixels).toEqual(fresh);
  });
});
