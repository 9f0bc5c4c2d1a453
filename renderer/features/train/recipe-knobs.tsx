import "./train.css";

import type { ReactNode } from "react";

import type { ModelSummary } from "#api/models.ts";
import type { Recipe } from "#api/recipe.ts";
import { Field } from "#renderer/ui/field.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";
import { Segmented } from "#renderer/ui/toggles.tsx";

import { BlocksKnob } from "./blocks-knob.tsx";
import { DeviceKnob } from "./device-knob.tsx";

const text = strings.train;
const { knobs } = text;
/** What the engine takes where nothing is said. */
const VOCABULARY_SIZE = 10_000;

/** Every knob of a recipe but augmentation, with its default, its range and a line of why. */
export function RecipeKnobs({
  recipe,
  defaults,
  model,
  name,
  onName,
  onChange,
}: {
  recipe: Recipe;
  /** The recipe as it is advised. */
  defaults: Recipe;
  model: ModelSummary | undefined;
  name: string;
  onName: (name: string) => void;
  onChange: (choices: Partial<Recipe>) => void;
}) {
  const { fineTuning } = recipe;
  const number = (
    knob: { label: string; why: string },
    id: NumericKnob,
    minimum: number,
    maximum: number,
    step: number,
  ) => (
    <NumberKnob
      {...knob}
      value={recipe[id] ?? 0}
      defaultValue={defaults[id] ?? 0}
      minimum={minimum}
      maximum={maximum}
      step={step}
      onChange={(value) => onChange({ [id]: value })}
    />
  );
  return (
    <div className="knobs">
      <KnobGroup title={text.groups.learning}>
        {model?.shelf !== "classic" && model?.shelf !== "own" && (
          <Choice
            {...knobs.method}
            value={recipe.method}
            defaultValue={defaults.method}
            labels={text.methods}
            onChange={(method) => onChange({ method })}
          />
        )}
        {model?.inputShape.length === 1 && (
          <NumberKnob
            {...knobs.vocabulary}
            value={recipe.vocabulary ?? VOCABULARY_SIZE}
            defaultValue={VOCABULARY_SIZE}
            minimum={3}
            maximum={200_000}
            step={1000}
            onChange={(vocabulary) => onChange({ vocabulary })}
          />
        )}
        {number(knobs.epochs, "epochs", 1, 10_000, 1)}
        {number(knobs.batchSize, "batchSize", 1, 1024, 1)}
        {number(knobs.learningRate, "learningRate", 0.000001, 10, 0.0001)}
        <Choice
          {...knobs.optimizer}
          value={recipe.optimizer}
          defaultValue={defaults.optimizer}
          labels={text.optimizers}
          onChange={(optimizer) => onChange({ optimizer })}
        />
      </KnobGroup>
      <KnobGroup title={text.groups.regularisation}>
        {number(knobs.weightDecay, "weightDecay", 0, 1, 0.0001)}
        {number(knobs.clipNorm, "clipNorm", 0, 1000, 0.1)}
        {number(knobs.averageDecay, "averageDecay", 0, 0.9999, 0.001)}
        {number(knobs.dropout, "dropout", 0, 0.9, 0.05)}
        {number(knobs.labelSmoothing, "labelSmoothing", 0, 0.5, 0.01)}
        {number(knobs.earlyStopping, "earlyStopping", 0, 1000, 1)}
      </KnobGroup>
      {recipe.method === "transfer" && (
        <KnobGroup title={text.groups.fineTuning}>
          <BlocksKnob
            model={model}
            value={fineTuning.blocks}
            defaultValue={defaults.fineTuning.blocks}
            onChange={(blocks) =>
              onChange({
                fineTuning: {
                  ...fineTuning,
                  blocks,
                  epochs:
                    blocks > 0 && fineTuning.epochs === 0
                      ? Math.max(defaults.fineTuning.epochs, 5)
                      : fineTuning.epochs,
                },
              })
            }
          />
          <NumberKnob
            {...knobs.fineTuningEpochs}
            value={fineTuning.epochs}
            defaultValue={defaults.fineTuning.epochs}
            minimum={0}
            maximum={10_000}
            step={1}
            onChange={(epochs) =>
              onChange({ fineTuning: { ...fineTuning, epochs } })
            }
          />
          <NumberKnob
            {...knobs.fineTuningLearningRate}
            value={fineTuning.learningRate}
            defaultValue={defaults.fineTuning.learningRate}
            minimum={0.000001}
            maximum={10}
            step={0.00001}
            onChange={(learningRate) =>
              onChange({ fineTuning: { ...fineTuning, learningRate } })
            }
          />
          <NumberKnob
            {...knobs.blockRate}
            value={fineTuning.blockRate ?? 1}
            defaultValue={defaults.fineTuning.blockRate ?? 1}
            minimum={0.01}
            maximum={1}
            step={0.05}
            onChange={(blockRate) =>
              onChange({ fineTuning: { ...fineTuning, blockRate } })
            }
          />
        </KnobGroup>
      )}
      <KnobGroup title={text.groups.other}>
        <Field label={knobs.name.label} why={knobs.name.why}>
          {(control) => (
            <TextInput {...control} value={name} onChange={onName} />
          )}
        </Field>
        <Choice
          {...knobs.classWeights}
          value={recipe.classWeights}
          defaultValue={defaults.classWeights}
          labels={text.classWeightModes}
          onChange={(classWeights) => onChange({ classWeights })}
        />
        {number(knobs.seed, "seed", 0, 2_147_483_647, 1)}
        <DeviceKnob
          value={recipe.device}
          onChange={(device) => onChange({ device })}
        />
      </KnobGroup>
    </div>
  );
}

type NumericKnob =
  | "epochs"
  | "batchSize"
  | "learningRate"
  | "weightDecay"
  | "clipNorm"
  | "averageDecay"
  | "dropout"
  | "labelSmoothing"
  | "earlyStopping"
  | "seed";

function KnobGroup({
  title,
  children,
}: {
  title: string;
  children: ReactNode;
}) {
  return (
    <fieldset className="knobs__group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function NumberKnob({
  label,
  why,
  value,
  defaultValue,
  minimum,
  maximum,
  step,
  onChange,
}: {
  label: string;
  why: string;
  value: number;
  defaultValue: number;
  minimum: number;
  maximum: number;
  step: number;
  onChange: (value: number) => void;
}) {
  return (
    <Field
      label={label}
      why={why}
      defaultValue={plain(defaultValue)}
      range={strings.common.range(plain(minimum), plain(maximum))}
    >
      {(control) => (
        <NumberInput
          {...control}
          value={value}
          minimum={minimum}
          maximum={maximum}
          step={step}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

function Choice<Value extends string>({
  label,
  why,
  value,
  defaultValue,
  labels,
  onChange,
}: {
  label: string;
  why: string;
  value: Value;
  defaultValue: Value;
  labels: Readonly<Record<Value, string>>;
  onChange: (value: Value) => void;
}) {
  const options = Object.entries<string>(labels).map(([key, shown]) => ({
    value: key as Value,
    label: shown,
  }));
  return (
    <div className="field">
      <span className="field__label">{label}</span>
      <span>
        <Segmented
          label={label}
          size="small"
          value={value}
          options={options}
          onChange={onChange}
        />
      </span>
      <p className="field__facts">
        {strings.common.defaultIs(labels[defaultValue])}
      </p>
      <p className="field__why">{why}</p>
    </div>
  );
}

/** As it would be typed, with commas in what is long. */
function plain(value: number): string {
  return value >= 1000 ? formatCount(value) : String(value);
}
