import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { AUTO_AUGMENT } from "#engine/imaging/augmentations/auto-augment.ts";
import {
  AUGMENTATION_PRESETS,
  type PolicyName,
} from "#engine/imaging/augmentations/configuration.ts";
import { drawAugmentation } from "#engine/imaging/augmentations/draw.ts";
import {
  drawPolicy,
  policyOperation,
} from "#engine/imaging/augmentations/policy-spaces.ts";

const policyOf = (name: PolicyName, operations = 2, magnitude = 9) => ({
  name,
  operations,
  magnitude,
});

function drawMany(policy: ReturnType<typeof policyOf>, count = 500) {
  return Array.from({ length: count }, (_, i) =>
    drawPolicy(policy, createRandom("policies", i)),
  );
}

describe("policyOperation", () => {
  it.each([
    // Strength 9 of 30 in torchvision's space of RandAugment.
    ["shearX", 0.3, "shear", [(Math.atan(0.09) * 180) / Math.PI, 0, -1]],
    ["shiftY", -0.3, "shift", [0, (-0.3 * 150) / 331]],
    ["rotate", 0.3, "rotation", [9]],
    ["brightness", -0.3, "brightness", [0.73]],
    ["saturation", 0.3, "saturation", [1.27]],
    ["posterise", 0.3, "posterise", [7]],
    ["solarise", 0.3, "solarise", [178.5]],
    ["autocontrast", 0.3, "autocontrast", [1]],
  ] as const)("%s at %s is %s %j", (step, strength, name, drawn) => {
    const operation = policyOperation(step, strength);
    expect(operation.name).toBe(name);
    expect(operation.drawn.length).toBe(drawn.length);
    drawn.forEach((value, i) =>
      expect(operation.drawn[i]).toBeCloseTo(value, 9),
    );
  });

  it("rounds bits as torch does: half to the even neighbour", () => {
    // 8 − round(4 · place / 30) for places 0, 4, 11, 19, 26 and 30, and a half exactly.
    const bits = [0, 4, 11, 19, 26, 30].map(
      (place) => policyOperation("posterise", place / 30).drawn[0],
    );
    expect(bits).toEqual([8, 7, 7, 5, 5, 4]);
    expect(policyOperation("posterise", 0.625).drawn[0]).toBe(6);
    expect(policyOperation("posterise", 0.375).drawn[0]).toBe(6);
  });
});

describe("drawPolicy", () => {
  it("draws as many as RandAugment is told, all of fourteen kinds", () => {
    const draws = drawMany(policyOf("randaugment", 3));
    expect(Math.max(...draws.map(({ length }) => length))).toBe(3);
    const names = new Set(draws.flat().map(({ name }) => name));
    // Shear and shift each stand for two; the picture as it is has no name.
    expect(names.size).toBe(11);
    const rotations = draws.flat().filter(({ name }) => name === "rotation");
    expect(
      new Set(rotations.map(({ drawn }) => Math.round(drawn[0] ?? 0))),
    ).toEqual(new Set([9, -9]));
  });

  it("draws one of any strength for TrivialAugment", () => {
    const draws = drawMany(policyOf("trivialaugment"), 2000);
    expect(Math.max(...draws.map(({ length }) => length))).toBe(1);
    const degrees = draws
      .flat()
      .filter(({ name }) => name === "rotation")
      .map(({ drawn }) => Math.abs(drawn[0] ?? 0));
    expect(Math.max(...degrees)).toBeCloseTo(135, 9);
    expect(new Set(degrees.map((one) => one.toFixed(3))).size).toBeGreaterThan(
      25,
    );
  });

  it.each(Object.entries(AUTO_AUGMENT))(
    "has 25 pairs with chances for AutoAugment on %s",
    (_, table) => {
      expect(table.length).toBe(25);
      for (const [, chance, place = 0] of table.flat()) {
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        expect(place).toBeLessThan(10);
      }
    },
  );

  it("takes each pair's steps by their chances", () => {
    const draws = drawMany(policyOf("autoaugment-svhn"), 4000);
    // Of the table: the sum of the chances of inverting, over its 25 pairs.
    const expected = AUTO_AUGMENT.svhn
      .flat()
      .filter(([step]) => step === "invert")
      .reduce((sum, [, chance]) => sum + chance / 25, 0);
    const inverted = draws.flat().filter(({ name }) => name === "invert");
    expect(inverted.length / draws.length).toBeCloseTo(expected, 1);
  });
});

describe("drawAugmentation with a policy", () => {
  it("puts it after geometry and colour, before what spoils and covers", () => {
    const config = {
      ...AUGMENTATION_PRESETS.none,
      rotation: 10,
      brightness: 0.2,
      cutOut: 0.2,
      policy: policyOf("randaugment", 1),
    };
    const { operations } = drawAugmentation(config, 1, 1, "a");
    const names = operations.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(["rotation", "brightness"]);
    expect(names.at(-1)).toBe("cutOut");
    const without = drawAugmentation(
      { ...config, policy: undefined },
      1,
      1,
      "a",
    );
    expect(operations).toEqual(expect.arrayContaining([...without.operations]));
  });
});
