import { describe, expect, it } from "vitest";

import {
  type AugmentationCatalog,
  type AugmentationOperation,
  AugmentationSchema,
  type Augmentation,
} from "#api/augmentation.ts";
import {
  AUGMENTATION_CATALOG,
  AUGMENTATION_NAMES,
} from "#engine/imaging/augmentations/catalog.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import { MIXING_CATALOG } from "#engine/imaging/augmentations/mixing.ts";
import {
  amountOf,
  augments,
  countOn,
  formatAmount,
  presetOf,
  stepOf,
  usualAmount,
  withAmount,
} from "#renderer/features/augment/augmentation-settings.ts";

const NONE: Augmentation = AUGMENTATION_PRESETS.none;
const OPERATIONS: AugmentationOperation[] = [
  ...AUGMENTATION_NAMES.map((name) => ({
    name,
    ...AUGMENTATION_CATALOG[name],
  })),
  { name: "mixUp", group: "mixing", ...MIXING_CATALOG.mixUp },
  { name: "cutMix", group: "mixing", ...MIXING_CATALOG.cutMix },
];
const CATALOG: AugmentationCatalog = {
  operations: OPERATIONS,
  policies: [],
  presets: Object.entries(AUGMENTATION_PRESETS).map(([name, augmentation]) => ({
    name,
    title: name,
    why: name,
    augmentation,
  })),
};

describe.each(OPERATIONS)("the setting $name", (operation) => {
  const { parameter } = operation;
  const set = (amount: number) => withAmount(NONE, operation, amount);

  it("goes on and off, and counts while it is on", () => {
    const on = set(usualAmount(operation));
    expect(AugmentationSchema.parse(on)).toEqual(on);
    expect(amountOf(on, operation)).toBe(usualAmount(operation));
    expect(countOn(on, OPERATIONS)).toBe(1);
    expect(augments(on, CATALOG)).toBe(true);
    expect(augments(withAmount(on, operation, 0), CATALOG)).toBe(false);
  });

  it("ends where the contract ends", () => {
    if (parameter.kind === "switch") return;
    const isValid = (amount: number) =>
      AugmentationSchema.safeParse(set(amount)).success;
    expect(isValid(parameter.maximum)).toBe(true);
    expect(isValid(parameter.maximum + stepOf(operation))).toBe(false);
    expect(isValid(stepOf(operation))).toBe(true);
  });

  it("is told in words that differ over its range", () => {
    if (parameter.kind === "switch") return;
    expect(formatAmount(operation, parameter.maximum)).not.toBe(
      formatAmount(operation, stepOf(operation)),
    );
  });
});

describe("the settings", () => {
  it("cover every amount of the contract", () => {
    const inContract = Object.keys(AugmentationSchema.shape).filter(
      (name) => name !== "fill" && name !== "policy",
    );
    expect(OPERATIONS.map(({ name }) => name).toSorted()).toEqual(
      inContract.toSorted(),
    );
  });
});

describe("presetOf", () => {
  it("finds a preset by what it does, and nothing for an own choice", () => {
    for (const [name, augmentation] of Object.entries(AUGMENTATION_PRESETS)) {
      expect(presetOf(augmentation, CATALOG)).toBe(name);
    }
    expect(presetOf({ ...NONE, blur: 0 }, CATALOG)).toBe("none");
    expect(presetOf({ ...NONE, blur: 1 }, CATALOG)).toBeNull();
    const policy = {
      name: "randaugment" as const,
      operations: 2,
      magnitude: 9,
    };
    expect(presetOf({ ...NONE, policy }, CATALOG)).toBeNull();
    expect(augments({ ...NONE, policy }, CATALOG)).toBe(true);
  });
});
