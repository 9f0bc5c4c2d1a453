import "./augment.css";

import { useState } from "react";

import type { Augmentation, Recipe } from "#api/training.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { Slider } from "#renderer/ui/slider.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Switch } from "#renderer/ui/toggles.tsx";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

import {
  AUGMENTATION_KNOBS,
  augments,
  withoutAugmentation,
  type AugmentationKnob,
} from "./augmentation-knobs.ts";
import { AugmentationPreview } from "./augmentation-preview.tsx";

const text = strings.augment;
const FILLS = ["edge", "mirror", "constant"] as const;
const STILL_MS = 150;
const MOST_VARIANTS = 32;

/** What of a recipe this panel changes. */
export type AugmentationChoices = Partial<
  Pick<Recipe, "augmentation" | "variants">
>;

/** Every augmentation with its strength, and at the side what it does to the person's own pictures. */
export function AugmentationPanel({
  recipe,
  defaults,
  onChange,
}: {
  recipe: Recipe;
  /** The recipe as it is advised. */
  defaults: Recipe;
  onChange: (choices: AugmentationChoices) => void;
}) {
  /** While a slider moves, before it is let go. */
  const [moving, setMoving] = useState<Augmentation | null>(null);
  const current = moving ?? recipe.augmentation;
  const preview = useDebounced(current, STILL_MS);

  function take(choices: Partial<Augmentation>): void {
    setMoving(null);
    const augmentation = { ...recipe.augmentation, ...choices };
    onChange({
      augmentation,
      ...(augments(augmentation) && recipe.variants === 1
        ? { variants: Math.max(defaults.variants, 4) }
        : {}),
    });
  }

  return (
    <div className="augment">
      <p className="muted augment__intro">{text.intro}</p>
      <div className="augment__controls">
        <div className="row row--wrap">
          <Button
            size="small"
            onClick={() => take(withoutAugmentation(current.fill))}
          >
            {text.allOff}
          </Button>
          <Button
            size="small"
            onClick={() => {
              setMoving(null);
              onChange({
                augmentation: defaults.augmentation,
                variants: defaults.variants,
              });
            }}
          >
            {text.backToDefault}
          </Button>
        </div>
        <div className="stack stack--tight">
          <Switch
            label={text.horizontalFlip}
            checked={current.horizontalFlip}
            onChange={(horizontalFlip) => take({ horizontalFlip })}
          />
          <p className="muted small">{text.horizontalFlipWhy}</p>
          <Switch
            label={text.verticalFlip}
            checked={current.verticalFlip}
            onChange={(verticalFlip) => take({ verticalFlip })}
          />
          <p className="muted small">{text.verticalFlipWhy}</p>
        </div>
        {AUGMENTATION_KNOBS.map((knob) => (
          <KnobRow
            key={knob.id}
            knob={knob}
            value={current[knob.id]}
            defaultValue={defaults.augmentation[knob.id]}
            onMove={(value) => setMoving({ ...current, [knob.id]: value })}
            onTake={(value) => take({ [knob.id]: value })}
          />
        ))}
        <Field label={text.fill}>
          {(control) => (
            <Select
              {...control}
              value={current.fill}
              options={FILLS.map((value) => ({
                value,
                label: text.fills[value],
              }))}
              onChange={(fill) => take({ fill })}
            />
          )}
        </Field>
        <Field
          label={text.variants}
          defaultValue={String(defaults.variants)}
          range={strings.common.range("1", String(MOST_VARIANTS))}
          why={text.variantsWhy}
        >
          {(control) => (
            <NumberInput
              {...control}
              value={recipe.variants}
              minimum={1}
              maximum={MOST_VARIANTS}
              onChange={(variants) => onChange({ variants })}
            />
          )}
        </Field>
      </div>
      <AugmentationPreview recipe={recipe} augmentation={preview} />
    </div>
  );
}

function KnobRow({
  knob,
  value,
  defaultValue,
  onMove,
  onTake,
}: {
  knob: AugmentationKnob;
  value: number;
  defaultValue: number;
  onMove: (value: number) => void;
  onTake: (value: number) => void;
}) {
  const describedBy = `augment-${knob.id}`;
  return (
    <div className="augment__knob">
      <span className="row row--between">
        <span className="augment__label">{knob.label}</span>
        <span className="figures">{knob.format(value)}</span>
      </span>
      <Slider
        label={knob.label}
        value={value}
        minimum={0}
        maximum={knob.maximum}
        step={knob.step}
        format={knob.format}
        describedBy={describedBy}
        onChange={onMove}
        onCommit={onTake}
      />
      <p id={describedBy} className="muted small">
        {strings.common.defaultIs(knob.format(defaultValue))} · {knob.why}
      </p>
    </div>
  );
}
