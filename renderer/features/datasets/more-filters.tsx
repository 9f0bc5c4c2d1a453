import { ListFilter } from "lucide-react";
import { useState } from "react";

import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import type { OpenFinding } from "#renderer/engine-client/use-labels.ts";
import {
  useAttributes,
  useAttributeValues,
} from "#renderer/engine-client/use-labels.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { Popover } from "#renderer/ui/popover.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Checkbox } from "#renderer/ui/toggles.tsx";

const text = strings.datasets;
const ANY = "any";

interface Filtering {
  readonly filter: ImageFilter;
  readonly onFilter: (filter: ImageFilter) => void;
}

/** The filters that are asked for less often than name, split and order. */
export function MoreFilters({
  filter,
  onFilter,
  runId,
  classes,
  findings,
}: Filtering & {
  /** The run whose predictions are asked about, or null. */
  runId: string | null;
  classes: readonly ImageClass[];
  findings: readonly OpenFinding[];
}) {
  const filtering = { filter, onFilter };
  return (
    <Popover
      label={text.moreFilters}
      align="end"
      content={
        <div className="more-filters">
          {findings.length > 0 && (
            <FindingFilter {...filtering} findings={findings} />
          )}
          <Field label={text.labelled}>
            {(control) => (
              <Select
                {...control}
                value={filter.labelled ?? "yes"}
                options={(["yes", "any", "no"] as const).map((value) => ({
                  value,
                  label: text.labelledChoices[value],
                }))}
                onChange={(labelled) => onFilter({ ...filter, labelled })}
              />
            )}
          </Field>
          {runId !== null && (
            <PredictionFilters {...filtering} runId={runId} classes={classes} />
          )}
          <AttributeFilter {...filtering} />
        </div>
      }
    >
      <IconButton icon={ListFilter} label={text.moreFilters} />
    </Popover>
  );
}

function FindingFilter({
  filter,
  onFilter,
  findings,
}: Filtering & { findings: readonly OpenFinding[] }) {
  return (
    <Field label={text.finding}>
      {(control) => (
        <Select
          {...control}
          value={filter.finding ?? ANY}
          options={[
            { value: ANY, label: text.anyFinding },
            ...findings.map(({ check, title, count }) => ({
              value: check,
              label: text.findingOption(title, count),
            })),
          ]}
          onChange={(check) => {
            const { finding: _, order: __, ...rest } = filter;
            onFilter(
              check === ANY
                ? rest
                : { ...rest, finding: check, order: "finding" },
            );
          }}
        />
      )}
    </Field>
  );
}

type Correctness = "any" | "right" | "wrong";

function PredictionFilters({
  filter,
  onFilter,
  runId,
  classes,
}: Filtering & { runId: string; classes: readonly ImageClass[] }) {
  const [least, most] = filter.confidence ?? [0, 1];

  function setConfidence(range: [number, number]): void {
    const { confidence: _, ...rest } = filter;
    onFilter(
      range[0] === 0 && range[1] === 1
        ? rest
        : { ...rest, runId, confidence: range },
    );
  }

  return (
    <>
      <Field label={text.correctFilter}>
        {(control) => (
          <Select<Correctness>
            {...control}
            value={
              filter.correct === undefined
                ? "any"
                : filter.correct
                  ? "right"
                  : "wrong"
            }
            options={[
              { value: "any", label: text.anyPrediction },
              { value: "right", label: text.filterRight },
              { value: "wrong", label: text.filterWrong },
            ]}
            onChange={(choice) => {
              const { correct: _, ...rest } = filter;
              onFilter(
                choice === "any"
                  ? rest
                  : { ...rest, runId, correct: choice === "right" },
              );
            }}
          />
        )}
      </Field>
      <Field label={text.predicted}>
        {(control) => (
          <Select
            {...control}
            value={String(filter.predictedClassIds?.[0] ?? ANY)}
            options={[
              { value: ANY, label: text.anyClass },
              ...classes.map(({ id, name }) => ({
                value: String(id),
                label: name,
              })),
            ]}
            onChange={(choice) => {
              const { predictedClassIds: _, ...rest } = filter;
              onFilter(
                choice === ANY
                  ? rest
                  : { ...rest, runId, predictedClassIds: [Number(choice)] },
              );
            }}
          />
        )}
      </Field>
      <div className="more-filters__pair">
        <Field label={text.sureFrom}>
          {(control) => (
            <NumberInput
              {...control}
              value={Math.round(100 * least)}
              minimum={0}
              maximum={Math.round(100 * most)}
              onChange={(percent) => setConfidence([percent / 100, most])}
            />
          )}
        </Field>
        <Field label={text.sureTo}>
          {(control) => (
            <NumberInput
              {...control}
              value={Math.round(100 * most)}
              minimum={Math.round(100 * least)}
              maximum={100}
              onChange={(percent) => setConfidence([least, percent / 100])}
            />
          )}
        </Field>
      </div>
    </>
  );
}

/** One attribute at a time; values of others that were chosen stay. */
function AttributeFilter({ filter, onFilter }: Filtering) {
  const attributes = useAttributes().data ?? [];
  const [name, setName] = useState<string | null>(
    Object.keys(filter.attributes ?? {})[0] ?? null,
  );
  const values = useAttributeValues(name).data ?? [];
  if (attributes.length === 0) {
    return null;
  }
  const chosen = (name !== null && filter.attributes?.[name]) || [];

  function toggle(value: string, isOn: boolean): void {
    if (name === null) {
      return;
    }
    const { [name]: _, ...others } = filter.attributes ?? {};
    const wanted = isOn
      ? [...chosen, value]
      : chosen.filter((one) => one !== value);
    onFilter({
      ...filter,
      attributes: wanted.length === 0 ? others : { ...others, [name]: wanted },
    });
  }

  return (
    <>
      <Field label={text.attribute}>
        {(control) => (
          <Select
            {...control}
            value={name ?? ""}
            options={[
              { value: "", label: text.noAttribute },
              ...attributes.map((one) => ({
                value: one.name,
                label: text.attributeOption(one.name, one.values),
              })),
            ]}
            onChange={(next) => setName(next === "" ? null : next)}
          />
        )}
      </Field>
      {name !== null && (
        <fieldset className="more-filters__values">
          <legend className="visually-hidden">{text.attributeValues}</legend>
          {values.map(({ value, count }) => (
            <Checkbox
              key={value}
              label={text.attributeCount(value, count)}
              checked={chosen.includes(value)}
              onChange={(isOn) => toggle(value, isOn)}
            />
          ))}
        </fieldset>
      )}
    </>
  );
}
