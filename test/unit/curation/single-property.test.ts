import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { binNumbers, scoreProperty } from "#engine/curation/single-property.ts";

const COUNT = 600;
const labels = Int32Array.from({ length: COUNT }, (_, i) => i % 3);

describe("scoreProperty", () => {
  it("finds that a property which follows the class tells it", () => {
    const random = createRandom("follows");
    const values = Float64Array.from(
      labels,
      (label) => label * 10 + random.uniform(0, 8),
    );
    const { bins, binCount } = binNumbers(values);
    const score = scoreProperty(bins, binCount, labels, 3);
    expect(score.accuracy).toBeGreaterThan(0.95);
    expect(score.chance).toBeLessThan(0.4);
    expect(score.explained).toBeGreaterThan(0.9);
  });

  it("finds nothing in noise, for any of a hundred draws", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom("noise", seed);
      const values = Float64Array.from(labels, () => random.next());
      const { bins, binCount } = binNumbers(values);
      const { explained } = scoreProperty(bins, binCount, labels, 3);
      expect(explained).toBeLessThan(0.15);
    }
  });

  it("does not take the largest class for knowledge", () => {
    const uneven = Int32Array.from({ length: COUNT }, (_, i) =>
      i % 10 === 0 ? 1 : 0,
    );
    const random = createRandom("uneven");
    const { bins, binCount } = binNumbers(
      Float64Array.from(uneven, () => random.next()),
    );
    const score = scoreProperty(bins, binCount, uneven, 2);
    expect(score.accuracy).toBeGreaterThan(0.85);
    expect(score.explained).toBeLessThan(0.1);
  });
});

describe("binNumbers", () => {
  it("puts equal numbers into the same bin", () => {
    const values = Float64Array.from({ length: 100 }, (_, i) =>
      i < 90 ? 5 : i,
    );
    const { bins, binCount } = binNumbers(values);
    expect(new Set(bins.subarray(0, 90)).size).toBe(1);
    expect(Math.max(...bins)).toBeLessThan(binCount);
  });
});
