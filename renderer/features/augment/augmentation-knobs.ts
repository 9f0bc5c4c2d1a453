import type { Augmentation } from "#api/training.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.augment;

export type NumericAugmentation = {
  [Name in keyof Augmentation]: Augmentation[Name] extends number
    ? Name
    : never;
}[keyof Augmentation];

export interface AugmentationKnob {
  readonly id: NumericAugmentation;
  readonly label: string;
  readonly why: string;
  readonly maximum: number;
  readonly step: number;
  readonly format: (value: number) => string;
}

/** Every augmentation with a strength, in the order shown; each goes from 0, which is off. */
export const AUGMENTATION_KNOBS: readonly AugmentationKnob[] = [
  knob("rotation", 180, 1, text.degrees),
  knob("shift", 0.5, 0.01, text.share),
  knob("zoom", 0.9, 0.01, text.share),
  knob("shear", 45, 1, text.degrees),
  knob("brightness", 1, 0.01, text.share),
  knob("contrast", 1, 0.01, text.share),
  knob("saturation", 1, 0.01, text.share),
  knob("hue", 180, 1, text.degrees),
];

/** No augmentation at all. */
export function withoutAugmentation(fill: Augmentation["fill"]): Augmentation {
  return {
    horizontalFlip: false,
    verticalFlip: false,
    rotation: 0,
    shift: 0,
    zoom: 0,
    shear: 0,
    brightness: 0,
    contrast: 0,
    saturation: 0,
    hue: 0,
    fill,
  };
}

/** Whether anything is on. */
export function augments(augmentation: Augmentation): boolean {
  return (
    augmentation.horizontalFlip ||
    augmentation.verticalFlip ||
    AUGMENTATION_KNOBS.some(({ id }) => augmentation[id] > 0)
  );
}

function knob(
  id: NumericAugmentation,
  maximum: number,
  step: number,
  format: (value: number) => string,
): AugmentationKnob {
  return { id, ...text.knobs[id], maximum, step, format };
}
