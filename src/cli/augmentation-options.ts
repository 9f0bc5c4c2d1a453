import { InvalidArgumentError, type Command } from "commander";

import {
  AugmentationPolicySchema,
  type Augmentation,
  type AugmentationPolicy,
} from "#api/augmentation.ts";
import {
  AUGMENTATION_PRESETS,
  type AugmentationPreset,
} from "#engine/engine.ts";

export interface AugmentationOptions {
  /** `--augment` without a preset is true; absent: as the recipe has it. */
  readonly augment?: boolean | AugmentationPreset;
  readonly augmentPolicy?: AugmentationPolicy;
}

export function addAugmentationOptions(command: Command): Command {
  return command
    .option(
      "--augment [preset]",
      `augmented versions of the pictures: ${Object.keys(AUGMENTATION_PRESETS).join(", ")}`,
      parsePreset,
    )
    .option(
      "--augment-policy <policy>",
      `changes drawn for each picture: ${AugmentationPolicySchema.shape.name.options.join(", ")}; randaugment:2,9 is two changes of strength 9 of 30`,
      parsePolicy,
    )
    .option("--no-augment", "no augmented versions of the pictures");
}

/** What was said of augmentation; nothing: as the recipe has it. */
export function chosenAugmentation({
  augment,
  augmentPolicy: policy,
}: AugmentationOptions): Augmentation | undefined {
  if (augment === undefined && policy === undefined) return undefined;
  const preset = AUGMENTATION_PRESETS[presetOf(augment ?? false)];
  return policy === undefined ? preset : { ...preset, policy };
}

function presetOf(augment: boolean | AugmentationPreset): AugmentationPreset {
  if (typeof augment === "string") return augment;
  return augment ? "light" : "none";
}

/** `trivialaugment`, or `randaugment:operations,magnitude`. */
function parsePolicy(value: string): AugmentationPolicy {
  const [name, numbers] = value.split(":");
  const [operations, magnitude] = numbers?.split(",").map(Number) ?? [];
  const parsed = AugmentationPolicySchema.safeParse({
    name,
    operations,
    magnitude,
  });
  const takesNumbers = numbers === undefined || name === "randaugment";
  if (parsed.success && takesNumbers) return parsed.data;
  throw new InvalidArgumentError(
    `The policies are ${AugmentationPolicySchema.shape.name.options.join(", ")}; randaugment takes 1 to 4 changes and a strength of 0 to 30, as in randaugment:2,9.`,
  );
}

function parsePreset(value: string): AugmentationPreset {
  if (Object.hasOwn(AUGMENTATION_PRESETS, value)) {
    return value as AugmentationPreset;
  }
  throw new InvalidArgumentError(
    `The presets are ${Object.keys(AUGMENTATION_PRESETS).join(", ")}.`,
  );
}
