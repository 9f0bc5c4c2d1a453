import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { tensor } from "#engine/base/tensor.ts";
import { HEAT_COLOURS } from "#engine/explain/colour-map.ts";
import { describeMaps } from "#engine/explain/feature-maps.ts";
import { heatOverlay } from "#engine/explain/heat-overlay.ts";
import { fromOklab, toOklab } from "#engine/explain/oklab.ts";
import { encodePng, pngDataUrl } from "#engine/imaging/png.ts";
import { upsampleMap } from "#engine/explain/upsample.ts";

describe("Oklab", () => {
  it.each([
    [[255, 255, 255], 1, 0, 0],
    [[0, 0, 0], 0, 0, 0],
    [[255, 0, 0], 0.628, 0.2249, 0.1258],
    [[0, 255, 0], 0.8664, -0.2339, 0.1795],
    [[0, 0, 255], 0.452, -0.0324, -0.3115],
  ])("knows %s", (rgb, lightness, a, b) => {
    const colour = toOklab(rgb);
    expect(colour.lightness).toBeCloseTo(lightness, 3);
    expect(colour.a).toBeCloseTo(a, 3);
    expect(colour.b).toBeCloseTo(b, 3);
    expect(fromOklab(colour)).toEqual(rgb);
  });
});

describe("HEAT_COLOURS", () => {
  const colours = Array.from({ length: 256 }, (_, i) =>
    toOklab(HEAT_COLOURS.subarray(i * 3, i * 3 + 3)),
  );
  const distance = (i: number, j: number) => {
    const [p, q] = [colours[i], colours[j]];
    if (!p || !q) return NaN;
    return Math.hypot(p.lightness - q.lightness, p.a - q.a, p.b - q.b);
  };

  it("gets lighter all the way, from dark to light", () => {
    for (let i = 8; i < 256; i++) {
      expect(colours[i]?.lightness).toBeGreaterThan(
        colours[i - 8]?.lightness ?? NaN,
      );
    }
    expect(colours[0]?.lightness).toBeLessThan(0.25);
    expect(colours[255]?.lightness).toBeGreaterThan(0.9);
  });

  it("has perceived steps of equal size, within a tenth", () => {
    const steps = Array.from({ length: 15 }, (_, i) =>
      distance(i * 17, i * 17 + 17),
    );
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    steps.forEach((step) =>
      expect(Math.abs(step / mean - 1)).toBeLessThan(0.1),
    );
  });
});

describe("upsampleMap", () => {
  it("keeps a map of the same size", () => {
    const map = [1, 2, 3, 4, 5, 6];
    expect([...upsampleMap(map, 3, 2, 3, 2)]).toEqual(map);
  });

  it("puts values half way between the centres of two cells", () => {
    expect([...upsampleMap([0, 1], 2, 1, 4, 1)]).toEqual([0, 0.25, 0.75, 1]);
  });

  it("does the same in both directions", () => {
    const wide = upsampleMap([0, 1, 4, 9], 2, 2, 8, 8);
    const transposed = upsampleMap([0, 4, 1, 9], 2, 2, 8, 8);
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        expect(transposed[x * 8 + y]).toBeCloseTo(wide[y * 8 + x] ?? NaN, 6);
      }
    }
  });
});

describe("encodePng", () => {
  it.each([1, 3, 4] as const)(
    "is read by sharp with %d channels",
    async (channels) => {
      const pixels = Uint8Array.from(
        { length: 5 * 3 * channels },
        (_, i) => (i * 37) % 256,
      );
      const png = encodePng(pixels, 5, 3, channels);
      const { data, info } = await sharp(png)
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([5, 3]);
      const kept = Array.from(
        { length: pixels.length },
        (_, i) =>
          data[Math.floor(i / channels) * info.channels + (i % channels)],
      );
      expect(kept).toEqual([...pixels]);
    },
  );

  it("refuses pixels that do not fit", () => {
    expect(() => encodePng(new Uint8Array(5), 2, 1, 3)).toThrow(
      "A picture of 2 × 1 × 3 has 6 bytes. Received: 5.",
    );
  });

  it("comes as a URL for an <img>", () => {
    expect(pngDataUrl(new Uint8Array(3), 1, 1, 3)).toMatch(
      /^data:image\/png;base64,iVBOR/,
    );
  });
});

describe("heatOverlay", () => {
  it("is transparent where the map is 0 and strongest where it is 1", () => {
    const pixels = heatOverlay([0, 1], 2, 1, 2, 1);
    expect(pixels[3]).toBe(0);
    expect(pixels[7]).toBe(204);
    expect([...pixels.subarray(4, 7)]).toEqual([...HEAT_COLOURS.subarray(765)]);
  });
});

describe("describeMaps", () => {
  it("gives the strongest channels first, each in its own range", () => {
    const value = tensor([1, 1, 2, 3], Float32Array.of(0, 5, -1, 0.5, -7, -1));
    const { maps, shape } = describeMaps("layer", value);
    expect(shape).toEqual([1, 2, 3]);
    expect(maps.map(({ channel }) => channel)).toEqual([1, 2, 0]);
    expect(maps[0]).toMatchObject({ minimum: -7, maximum: 5 });
  });

  it("shows at most 64", () => {
    const value = tensor([1, 2, 2, 100], new Float32Array(400).fill(1));
    expect(describeMaps("layer", value).maps).toHaveLength(64);
  });
});
