import type { ReactNode } from "react";

import {
  describePattern,
  LayerPatternSchema,
  type LayerPattern,
} from "#engine/graph/design/pattern.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { ParsedInput } from "#renderer/ui/parsed-input.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Switch } from "#renderer/ui/toggles.tsx";

const text = strings.designer.pattern;

type NumberKnob = {
  [K in keyof LayerPattern]: LayerPattern[K] extends number ? K : never;
}[keyof LayerPattern];
type ChoiceKnob = {
  [K in keyof LayerPattern]: LayerPattern[K] extends string ? K : never;
}[keyof LayerPattern];

/** The layer pattern as knobs; each turn builds the network anew. */
export function DesignerPatternPanel({
  pattern,
  byPattern,
  onChange,
}: {
  pattern: LayerPattern;
  /** Whether the layers are what the knobs give. */
  byPattern: boolean;
  onChange: (pattern: LayerPattern, knob: string) => void;
}) {
  const number = (knob: NumberKnob, step = 1) => (
    <NumberField
      label={text[knob as keyof typeof text] as string}
      value={pattern[knob]}
      step={step}
      isAllowed={(value) =>
        LayerPatternSchema.shape[knob].safeParse(value).success
      }
      onChange={(value) => onChange({ ...pattern, [knob]: value }, knob)}
    />
  );
  const choice = (
    knob: ChoiceKnob,
    labels: Readonly<Record<string, string>> = {},
  ) => (
    <Field label={text[knob]}>
      {(control) => (
        <Select
          {...control}
          value={pattern[knob]}
          options={LayerPatternSchema.shape[knob].options.map((value) => ({
            value,
            label: labels[value] ?? value,
          }))}
          onChange={(value) => onChange({ ...pattern, [knob]: value }, knob)}
        />
      )}
    </Field>
  );
  const [height, width, channels] = pattern.inputShape;
  const side = (label: string, index: 0 | 1) => (
    <NumberField
      label={label}
      value={pattern.inputShape[index]}
      step={1}
      isAllowed={(value) =>
        Number.isInteger(value) && value >= 1 && value <= 4096
      }
      onChange={(value) => {
        const inputShape: LayerPattern["inputShape"] = [
          height,
          width,
          channels,
        ];
        inputShape[index] = value;
        onChange({ ...pattern, inputShape }, `input-${index}`);
      }}
    />
  );
  return (
    <Panel title={text.title}>
      <p className="designer__formula">{describePattern(pattern)}</p>
      <p className="muted small designer__hint">{text.hint}</p>
      {!byPattern && <Notice>{text.detached}</Notice>}
      <Group title={text.groups.input}>
        {side(text.height, 0)}
        {side(text.width, 1)}
        <Field label={text.channels}>
          {(control) => (
            <Select
              {...control}
              value={channels === 1 ? "1" : "3"}
              options={[
                { value: "3", label: text.colour },
                { value: "1", label: text.gray },
              ]}
              onChange={(value) =>
                onChange(
                  { ...pattern, inputShape: [height, width, Number(value)] },
                  "channels",
                )
              }
            />
          )}
        </Field>
      </Group>
      <Group title={text.groups.blocks}>
        {number("blocks")}
        {number("convolutions")}
        {number("filters", 8)}
        {number("growth", 0.5)}
        {number("kernelSize")}
        {number("stride")}
        {choice("padding")}
        {choice("activation")}
        <div className="designer__switch">
          <Switch
            label={text.batchNormalization}
            checked={pattern.batchNormalization}
            onChange={(batchNormalization) =>
              onChange({ ...pattern, batchNormalization }, "normalization")
            }
          />
        </div>
      </Group>
      <Group title={text.groups.pooling}>
        {choice("pooling", text.poolings)}
        {pattern.pooling !== "none" && number("poolSize")}
        {pattern.pooling !== "none" && number("poolStride")}
      </Group>
      <Group title={text.groups.head}>
        {choice("head", text.heads)}
        {number("dense")}
        {pattern.dense > 0 && number("units", 8)}
        {number("dropout", 0.05)}
      </Group>
    </Panel>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="designer__knobs">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function NumberField({
  label,
  value,
  step,
  isAllowed,
  onChange,
}: {
  label: string;
  value: number;
  step: number;
  isAllowed: (value: number) => boolean;
  onChange: (value: number) => void;
}) {
  const allowed = (number: number) => (isAllowed(number) ? number : undefined);
  return (
    <Field label={label}>
      {(control) => (
        <ParsedInput
          {...control}
          inputMode="decimal"
          value={value}
          format={String}
          parse={(typed) =>
            typed.trim() === ""
              ? undefined
              : allowed(Number(typed.replace(",", ".")))
          }
          nudge={(given, steps) =>
            allowed(Number((given + steps * step).toPrecision(10)))
          }
          onChange={onChange}
        />
      )}
    </Field>
  );
}
