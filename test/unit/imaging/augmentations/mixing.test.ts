import { describe, expect, it } from "vitest";

import {
  AUGMENTATION_PRESETS,
  type AugmentationConfig,
} from "#engine/imaging/augmentations/configuration.ts";
import {
  drawMix,
  mixes,
  mixPixels,
  partnerOf,
  shareOf,
  type DrawnMix,
} from "#engine/imaging/augmentations/mixing.ts";
import { openMixing, writeLabel } from "#engine/training/mixing.ts";

const OFF: AugmentationConfig = AUGMENTATION_PRESETS.none;
const [WIDTH, HEIGHT] = [20, 16];
const OURS = new Uint8Array(WIDTH * HEIGHT * 3).fill(200);
const THEIRS = new Uint8Array(WIDTH * HEIGHT * 3).fill(40);

function drawn(changes: Partial<AugmentationConfig>, count = 400): DrawnMix[] {
  return Array.from({ length: count }, (_, i) =>
    drawMix({ ...OFF, ...changes }, 3, 0, `picture ${i}`),
  ).filter((mix) => mix !== null);
}

describe("drawMix", () => {
  it("is off where both are, and the same for the same seed, version and picture", () => {
    expect(mixes(OFF)).toBe(false);
    expect(drawMix(OFF, 1, 2, "a")).toBeNull();
    const config = { ...OFF, mixUp: 0.3 };
    expect(drawMix(config, 1, 2, "a")).toEqual(drawMix(config, 1, 2, "a"));
    expect(drawMix(config, 1, 2, "a")).not.toEqual(drawMix(config, 1, 3, "a"));
  });

  it.each([0.2, 1, 2])("draws shares from Beta(%s, same)", (alpha) => {
    const shares = drawn({ mixUp: alpha }, 4000).map(({ share }) => share);
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
    const variance =
      shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) /
      shares.length;
    expect(mean).toBeCloseTo(0.5, 1);
    // Of the distribution: 1 / (4 (2 α + 1)).
    expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2);
  });

  it("takes turns where both are on", () => {
    const kinds = drawn({ mixUp: 0.2, cutMix: 1 }).map(({ kind }) => kind);
    const blended = kinds.filter((kind) => kind === "mixUp").length;
    expect(blended).toBeGreaterThan(150);
    expect(blended).toBeLessThan(250);
  });
});

describe("mixPixels", () => {
  it("blends by the share, to the nearest level", () => {
    for (const mix of drawn({ mixUp: 1 }, 20)) {
      const [value] = mixPixels(OURS, THEIRS, mix, WIDTH, HEIGHT);
      expect(Math.abs((value ?? 0) - (40 + mix.share * 160))).toBeLessThan(
        0.51,
      );
      expect(shareOf(mix, WIDTH, HEIGHT)).toBe(mix.share);
    }
  });

  it("puts a rectangle in whose area is the partner's share of the label", () => {
    const areas = drawn({ cutMix: 1 }, 60).map((mix) => {
      const mixed = mixPixels(OURS, THEIRS, mix, WIDTH, HEIGHT);
      const taken = mixed.filter((value) => value === 40).length / 3;
      const share = shareOf(mix, WIDTH, HEIGHT);
      expect(taken).toBe(Math.round((1 - share) * WIDTH * HEIGHT));
      return taken;
    });
    expect(new Set(areas).size).toBeGreaterThan(10);
    expect(OURS.every((value) => value === 200)).toBe(true);
  });
});

describe("openMixing", () => {
  const pool = Array.from({ length: 12 }, (_, i) => ({
    imageId: i,
    sha256: `picture ${i}`,
    label: i % 3,
  }));
  const recipe = {
    augmentation: { ...AUGMENTATION_PRESETS.none, cutMix: 1 },
    seed: 3,
    inputSize: 32,
  };

  it("is nothing where nothing is mixed", () => {
    const plain = { ...recipe, augmentation: AUGMENTATION_PRESETS.none };
    expect(openMixing(plain, pool)).toBeNull();
  });

  it("shares the label out as the pixels are", () => {
    const mixing = openMixing(recipe, pool);
    const partners = mixing?.partners(pool, 5) ?? [];
    pool.forEach((sample, i) => {
      const mix = drawMix(recipe.augmentation, 3, 5, sample.sha256) as DrawnMix;
      expect(partners[i]).toBe(partnerOf(mix, pool));
      expect(mixing?.label(sample, 5)).toEqual({
        partner: partners[i]?.label,
        share: shareOf(mix, 32, 32),
      });
    });
  });

  it("belongs to its pictures", () => {
    const hash = openMixing(recipe, pool)?.poolHash;
    expect(openMixing(recipe, pool)?.poolHash).toBe(hash);
    expect(openMixing(recipe, pool.slice(1))?.poolHash).not.toBe(hash);
  });
});

describe("writeLabel", () => {
  it("gives a row that sums to 1, also where both are of one class", () => {
    const rowOf = (...given: [number, Parameters<typeof writeLabel>[2]]) => {
      const row = new Float32Array(3);
      writeLabel(row, ...given);
      return [...row];
    };
    expect(rowOf(1, null)).toEqual([0, 1, 0]);
    expect(rowOf(1, { partner: 2, share: 0.75 })).toEqual([0, 0.75, 0.25]);
    expect(rowOf(1, { partner: 1, share: 0.75 })).toEqual([0, 1, 0]);
  });
});
