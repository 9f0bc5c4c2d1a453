import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";

import { differingBits } from "#test/helpers/differing-bits.ts";
import { differenceHash } from "#engine/imaging/difference-hash.ts";

/** A soft picture of a few waves. */
function waves(phase: number, side = 200): Sharp {
  const pixels = Uint8Array.from({ length: side * side }, (_, index) => {
    const x = (index % side) / side;
    const y = Math.floor(index / side) / side;
    return 128 + 100 * Math.sin(9 * x + 5 * y * y + phase) * Math.cos(7 * y);
  });
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } });
}

describe("differenceHash", () => {
  it("stays nearly the same when a picture is resized, brightened and compressed", async () => {
    const hash = await differenceHash(await waves(0).png().toBuffer());
    const copy = waves(0).resize(90, 90).linear(1.1, 5).jpeg({ quality: 60 });
    const copied = await differenceHash(await copy.toBuffer());
    expect(hash).toHaveLength(8);
    expect(differingBits(hash, hash)).toBe(0);
    expect(differingBits(hash, copied)).toBeLessThan(12);
  });

  it("tells different pictures apart", async () => {
    const first = await differenceHash(await waves(0).png().toBuffer());
    const second = await differenceHash(await waves(2).png().toBuffer());
    expect(differingBits(first, second)).toBeGreaterThan(60);
  });

  it("sets a bit where the next pixel is brighter, from the first row's first", async () => {
    const rising = Uint8Array.from({ length: 17 * 16 }, (_, i) => (i % 17) * 9);
    const raw = { width: 17, height: 16, channels: 1 } as const;
    const png = await sharp(rising, { raw }).png().toBuffer();
    expect([...(await differenceHash(png))]).toEqual(
      Array.from({ length: 8 }, () => 0xffffffff),
    );
    const flat = await sharp(new Uint8Array(17 * 16), { raw })
      .png()
      .toBuffer();
    expect([...(await differenceHash(flat))]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
