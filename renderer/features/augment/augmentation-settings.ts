import type {
  AugmentationCatalog,
  AugmentationOperation,
  Augmentation,
} from "#api/augmentation.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.augment;

export const GROUPS = [
  "geometry",
  "colour",
  "degradation",
  "occlusion",
  "mixing",
] as const;

/** How far an operation is set to go; 0 is off, 1 a switch that is on. */
export function amountOf(
  augmentation: Augmentation,
  { name }: Pick<AugmentationOperation, "name">,
): number {
  return Number(augmentation[name] ?? 0);
}

/** The augmentation with one operation set; what is off and was not always there is left out. */
export function withAmount(
  augmentation: Augmentation,
  { name, parameter }: AugmentationOperation,
  amount: number,
): Augmentation {
  return {
    ...augmentation,
    [name]: parameter.kind === "switch" ? amount > 0 : amount,
  };
}

/** What an operation goes to when it is switched on. */
export function usualAmount({
  parameter,
}: Pick<AugmentationOperation, "parameter">): number {
  return parameter.kind === "switch" ? 1 : parameter.default;
}

/** Of the slider. */
export function stepOf({
  parameter,
}: Pick<AugmentationOperation, "parameter">): number {
  if (parameter.kind === "switch") return 1;
  switch (parameter.unit) {
    case "degrees":
    case "bits":
    case "quality":
      return 1;
    case "pixels":
    case "concentration":
      return 0.1;
    case "chance":
      return 0.05;
    case "share":
      return parameter.maximum < 0.1 ? 0.001 : 0.01;
  }
}

/** In words that say what is drawn: ± 15°, 0 to 2 pixels. */
export function formatAmount(
  { name, parameter }: AugmentationOperation,
  amount: number,
): string {
  if (parameter.kind === "switch") return text.half;
  switch (parameter.unit) {
    case "degrees":
      return text.degrees(amount);
    case "chance":
      return text.chance(amount);
    case "pixels":
      return text.pixels(amount);
    case "bits":
      return text.bits(8 - amount);
    case "quality":
      return text.quality(100 - amount);
    case "concentration":
      return text.concentration(amount);
    case "share":
      return EITHER_WAY.has(name) ? text.share(amount) : text.upTo(amount);
  }
}

const EITHER_WAY: ReadonlySet<string> = new Set([
  "shift",
  "zoom",
  "brightness",
  "contrast",
  "saturation",
  "sharpness",
]);

/** How many operations of these are on. */
export function countOn(
  augmentation: Augmentation,
  operations: readonly AugmentationOperation[],
): number {
  return operations.filter((one) => amountOf(augmentation, one) > 0).length;
}

/** Whether anything is on. */
export function augments(
  augmentation: Augmentation,
  { operations }: Pick<AugmentationCatalog, "operations">,
): boolean {
  return (
    augmentation.policy !== undefined || countOn(augmentation, operations) > 0
  );
}

/** The preset that this is, whatever the edges are filled with; null: an own choice. */
export function presetOf(
  augmentation: Augmentation,
  { presets, operations }: AugmentationCatalog,
): string | null {
  const isSame = (preset: Augmentation) =>
    augmentation.policy === undefined &&
    operations.every(
      (one) => amountOf(preset, one) === amountOf(augmentation, one),
    );
  return presets.find((preset) => isSame(preset.augmentation))?.name ?? null;
}
