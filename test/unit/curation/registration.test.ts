import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";

import { register } from "#engine/curation/registration.ts";
import { SMALL_SIDE } from "#engine/curation/small-side.ts";
import { drawScene } from "#test/helpers/ailing-pictures.ts";

async function small(image: Sharp): Promise<Uint8Array> {
  const { data } = await sharp(await image.png().toBuffer())
    .resize(SMALL_SIDE, SMALL_SIDE, { fit: "fill" })
    .grayscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

describe("register", () => {
  it("finds a part of a picture in the whole, either way round", async () => {
    for (const number of [1, 2, 3]) {
      const scene = await drawScene(number);
      const whole = await small(sharp(scene));
      const part = await small(
        sharp(scene).extract({ left: 20, top: 12, width: 128, height: 128 }),
      );
      const inside = register(whole, part);
      // The edges of drawings are harder than those of photographs.
      expect(inside.likeness).toBeGreaterThan(0.95);
      expect(Math.abs(inside.scale - 160 / 128)).toBeLessThan(0.1);
      const around = register(part, whole);
      expect(around.likeness).toBeGreaterThan(0.93);
      expect(Math.abs(around.scale - 128 / 160)).toBeLessThan(0.1);
    }
  });

  it("finds another picture less like it in its best place", async () => {
    for (const number of [1, 2, 3]) {
      const first = await small(sharp(await drawScene(number)));
      const second = await small(sharp(await drawScene(number + 50)));
      expect(register(first, second).likeness).toBeLessThan(0.9);
    }
  });
});
