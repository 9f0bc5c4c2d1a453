import { describe, expect, it } from "vitest";
import {
  DIGITS,
  drawDigit,
} from "#engine/datasets/sample/digits/draw-digit.ts";

const SIZE = 28;
const EVERY = Array.from({ length: DIGITS }, (_, digit) => digit);

describe("drawDigit", () => {
  it("gives the same pixels for the same number and others for another", () => {
    for (const digit of EVERY) {
      const picture = drawDigit(digit, 3, 1, { size: SIZE });
      expect(drawDigit(digit, 3, 1, { size: SIZE })).toEqual(picture);
      expect(drawDigit(digit, 4, 1, { size: SIZE })).not.toEqual(picture);
      expect(drawDigit(digit, 3, 2, { size: SIZE })).not.toEqual(picture);
    }
  });

  it("stands white on black in the middle, as high as asked for", () => {
    for (const digit of EVERY) {
      for (let index = 0; index < 20; index++) {
        const box = inkedBox(drawDigit(digit, index, 1, { size: SIZE }));
        expect(Math.abs(box.left + box.right - (SIZE - 1))).toBeLessThan(2.5);
        expect(Math.abs(box.top + box.bottom - (SIZE - 1))).toBeLessThan(2.5);
        const height = box.bottom - box.top + 1;
        const width = box.right - box.left + 1;
        expect(Math.max(height, width)).toBeGreaterThan(0.6 * SIZE);
        expect(Math.max(height, width)).toBeLessThan(SIZE);
        expect(box.brightest).toBeGreaterThanOrEqual(180);
        expect(box.share).toBeGreaterThan(0.02);
        expect(box.share).toBeLessThan(0.4);
      }
    }
  });

  it("is drawn smaller where it should leave room", () => {
    const box = inkedBox(drawDigit(8, 0, 1, { size: SIZE, extent: 0.4 }));
    expect(box.bottom - box.top).toBeLessThan(0.55 * SIZE);
  });
});

/** The pixels that are at least half as bright as the brightest. */
function inkedBox(picture: Uint8Array) {
  const brightest = Math.max(...picture);
  const inked = [...picture.keys()].filter(
    (pixel) => (picture[pixel] as number) * 2 >= brightest,
  );
  const columns = inked.map((pixel) => pixel % SIZE);
  const rows = inked.map((pixel) => Math.floor(pixel / SIZE));
  return {
    left: Math.min(...columns),
    right: Math.max(...columns),
    top: Math.min(...rows),
    bottom: Math.max(...rows),
    brightest,
    share: inked.length / picture.length,
  };
}
