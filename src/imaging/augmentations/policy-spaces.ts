import type { Random } from "#engine/base/random.ts";

import { AUTO_AUGMENT } from "./auto-augment.ts";
import type { AugmentationName } from "./catalog.ts";
import type { PolicyChoice, PolicyName } from "./configuration.ts";

/** As shown in the studio. */
export const POLICY_CATALOG = {
  randaugment: {
    title: "RandAugment",
    why: "A few changes of one strength, drawn for each picture; for photographs.",
  },
  trivialaugment: {
    title: "TrivialAugment",
    why: "One change of any strength, up to strong ones; nothing to set.",
  },
  "autoaugment-imagenet": {
    title: "AutoAugment, ImageNet",
    why: "What search found best for photographs of things.",
  },
  "autoaugment-cifar10": {
    title: "AutoAugment, CIFAR-10",
    why: "What search found best for small photographs of things.",
  },
  "autoaugment-svhn": {
    title: "AutoAugment, SVHN",
    why: "What search found best for house numbers: slanted and inverted, never mirrored.",
  },
} as const satisfies Record<PolicyName, { title: string; why: string }>;

/** What a policy is made of. */
export type PolicyStep =
  | "shearX"
  | "shearY"
  | "shiftX"
  | "shiftY"
  | "rotate"
  | "brightness"
  | "saturation"
  | "contrast"
  | "sharpness"
  | "posterise"
  | "solarise"
  | "autocontrast"
  | "equalise"
  | "invert";

/** An operation of the catalogue with its numbers. */
export interface PolicyOperation {
  readonly name: AugmentationName;
  readonly drawn: readonly number[];
}

/** How far the steps go at the end of the scale. */
interface PolicySpace {
  /** Tangent of the angle. */
  readonly shear: number;
  readonly shift: { readonly share: number } | { readonly pixels: number };
  readonly degrees: number;
  /** Of brightness, contrast, saturation and sharpness: factor 1 ± value. */
  readonly factor: number;
  /** Bits taken away. */
  readonly bits: number;
}

/** Of AutoAugment and RandAugment; the papers' pictures have 331 pixels. */
const USUAL_SPACE: PolicySpace = {
  shear: 0.3,
  shift: { share: 150 / 331 },
  degrees: 30,
  factor: 0.9,
  bits: 4,
};

const WIDE_SPACE: PolicySpace = {
  shear: 0.99,
  shift: { pixels: 32 },
  degrees: 135,
  factor: 0.99,
  bits: 6,
};

/** Strengths of RandAugment and TrivialAugment are places on a scale of 0 to 30. */
const LAST_PLACE = 30;
const LAST_PLACE_OF_AUTO_AUGMENT = 9;

const SIGNED: ReadonlySet<PolicyStep> = new Set([
  "shearX",
  "shearY",
  "shiftX",
  "shiftY",
  "rotate",
  "brightness",
  "saturation",
  "contrast",
  "sharpness",
]);

/** Null: the picture stays as it is. */
const RANDOM_STEPS: readonly (PolicyStep | null)[] = [
  null,
  "shearX",
  "shearY",
  "shiftX",
  "shiftY",
  "rotate",
  "brightness",
  "saturation",
  "contrast",
  "sharpness",
  "posterise",
  "solarise",
  "autocontrast",
  "equalise",
];

/**
 * Draws what a policy does to one picture.
 * RandAugment: Ekin Cubuk and others, 2019, https://arxiv.org/abs/1909.13719: some steps of one strength. TrivialAugment (wide): Samuel
 * Müller, Frank Hutter, 2021, https://arxiv.org/abs/2103.10158: one step of any strength. AutoAugment: see auto-augment.ts. Spaces,
 * scales and signs are those of torchvision's `RandAugment`, `TrivialAugmentWide` and `AutoAugment`.
 */
export function drawPolicy(
  policy: PolicyChoice,
  random: Random,
): PolicyOperation[] {
  switch (policy.name) {
    case "randaugment":
      return Array.from({ length: policy.operations }, () => {
        const step = RANDOM_STEPS[random.integer(RANDOM_STEPS.length)] ?? null;
        return drawStep(
          step,
          policy.magnitude / LAST_PLACE,
          USUAL_SPACE,
          random,
        );
      }).flat();
    case "trivialaugment": {
      const step = RANDOM_STEPS[random.integer(RANDOM_STEPS.length)] ?? null;
      const place = random.integer(LAST_PLACE + 1);
      return drawStep(step, place / LAST_PLACE, WIDE_SPACE, random);
    }
    default: {
      const subPolicies = AUTO_AUGMENT[AUTO_AUGMENT_TABLES[policy.name]];
      const chosen = subPolicies[random.integer(subPolicies.length)] ?? [];
      return chosen.flatMap(([step, chance, place = 0]) =>
        random.next() < chance
          ? drawStep(
              step,
              place / LAST_PLACE_OF_AUTO_AUGMENT,
              USUAL_SPACE,
              random,
            )
          : [],
      );
    }
  }
}

const AUTO_AUGMENT_TABLES = {
  "autoaugment-imagenet": "imagenet",
  "autoaugment-cifar10": "cifar10",
  "autoaugment-svhn": "svhn",
} as const;

function drawStep(
  step: PolicyStep | null,
  strength: number,
  space: PolicySpace,
  random: Random,
): PolicyOperation[] {
  if (step === null) return [];
  const sign = SIGNED.has(step) && random.next() < 0.5 ? -1 : 1;
  return [policyOperation(step, sign * strength, space)];
}

/** @param strength −1 to 1; from 0 where the step has no sign */
export function policyOperation(
  step: PolicyStep,
  strength: number,
  space: PolicySpace = USUAL_SPACE,
): PolicyOperation {
  const factor = [1 + strength * space.factor];
  switch (step) {
    case "shearX":
    case "shearY": {
      const degrees = (Math.atan(strength * space.shear) * 180) / Math.PI;
      // About the upper left corner, as the paper's code slants.
      const drawn = step === "shearX" ? [degrees, 0, -1] : [0, degrees, -1];
      return { name: "shear", drawn };
    }
    case "shiftX":
    case "shiftY": {
      const { shift } = space;
      const isAcross = step === "shiftX";
      const along = (far: number) =>
        isAcross ? [strength * far, 0] : [0, strength * far];
      return {
        name: "shift",
        drawn:
          "share" in shift
            ? along(shift.share)
            : [0, 0, ...along(shift.pixels)],
      };
    }
    case "rotate":
      return { name: "rotation", drawn: [strength * space.degrees] };
    case "posterise":
      return { name: step, drawn: [8 - roundToEven(strength * space.bits)] };
    case "solarise":
      return { name: step, drawn: [255 * (1 - strength)] };
    case "autocontrast":
    case "equalise":
    case "invert":
      return { name: step, drawn: [1] };
    case "brightness":
    case "saturation":
    case "contrast":
    case "sharpness":
      return { name: step, drawn: factor };
  }
}

/** Half goes to the even neighbour, as torch rounds. */
function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
