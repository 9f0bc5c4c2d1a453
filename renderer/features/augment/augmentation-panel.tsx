import "./augment.css";

import { useMemo, useState } from "react";

import type {
  AugmentationCatalog,
  AugmentationOperation,
  Augmentation,
} from "#api/augmentation.ts";
import type { Recipe } from "#api/recipe.ts";
import {
  useAugmentationCatalog,
  useAugmentationEnds,
} from "#renderer/engine-client/use-augmentation.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Tabs } from "#renderer/ui/tabs.tsx";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

import { AugmentationPreview } from "./augmentation-preview.tsx";
import {
  amountOf,
  augments,
  countOn,
  GROUPS,
  presetOf,
  withAmount,
} from "./augmentation-settings.ts";
import { choosePictures, FROM_FIRST } from "./choose-pictures.ts";
import { OperationRow } from "./operation-row.tsx";
import { PolicyFields } from "./policy-fields.tsx";

const text = strings.augment;
const FILLS = ["edge", "mirror", "constant"] as const;
const STILL_MS = 150;
const MOST_VARIANTS = 32;
const OWN = "own";
/** By name, because pictures are added class by class. */
const TRAINING_PICTURES = {
  splits: ["train" as const],
  order: "name" as const,
};

/** What of a recipe this panel changes. */
export type AugmentationChoices = Partial<
  Pick<Recipe, "augmentation" | "variants">
>;

interface PanelProps {
  recipe: Recipe;
  /** The recipe as it is advised. */
  defaults: Recipe;
  onChange: (choices: AugmentationChoices) => void;
}

/** Every augmentation by group, with what it does to the person's own pictures beside it. */
export function AugmentationPanel(props: PanelProps) {
  const catalog = useAugmentationCatalog().data;
  return catalog === undefined ? (
    <LoadingBlock label={text.loading} />
  ) : (
    <LoadedPanel {...props} catalog={catalog} />
  );
}

type Group = (typeof GROUPS)[number] | "policy";

function LoadedPanel({
  recipe,
  defaults,
  onChange,
  catalog,
}: PanelProps & { catalog: AugmentationCatalog }) {
  const [group, setGroup] = useState<Group>("geometry");
  /** While a slider moves, before it is let go. */
  const [moving, setMoving] = useState<Augmentation | null>(null);
  const current = moving ?? recipe.augmentation;
  const settled = useDebounced(current, STILL_MS);
  const { inputSize, resize, padding, background } = recipe;
  const seen = useMemo(
    () => ({ augmentation: settled, inputSize, resize, padding, background }),
    [settled, inputSize, resize, padding, background],
  );
  const window = useImages(TRAINING_PICTURES, 0, FROM_FIRST - 1);
  const [example] = choosePictures(window, 1, 0);
  const ends = useAugmentationEnds(example?.id ?? null, seen).data ?? [];

  function take(augmentation: Augmentation): void {
    setMoving(null);
    onChange({
      augmentation,
      ...(augments(augmentation, catalog) && recipe.variants === 1
        ? { variants: Math.max(defaults.variants, 4) }
        : {}),
    });
  }

  const rowOf = (operation: AugmentationOperation) => (
    <OperationRow
      key={operation.name}
      operation={operation}
      amount={amountOf(current, operation)}
      ends={ends.find(({ name }) => name === operation.name) ?? null}
      onMove={(amount) => setMoving(withAmount(current, operation, amount))}
      onTake={(amount) =>
        take(withAmount(recipe.augmentation, operation, amount))
      }
    />
  );
  const tabs = GROUPS.map((name) => {
    const operations = catalog.operations.filter((one) => one.group === name);
    return {
      value: name as Group,
      label: text.groupTab(text.groups[name], countOn(current, operations)),
      content: <ul className="augment__operations">{operations.map(rowOf)}</ul>,
    };
  });
  const policyTab = {
    value: "policy" as const,
    label: text.groupTab(
      text.groups.policy,
      current.policy === undefined ? 0 : 1,
    ),
    content: (
      <PolicyFields
        policy={current.policy}
        policies={catalog.policies}
        onChange={(policy) => take({ ...recipe.augmentation, policy })}
      />
    ),
  };
  return (
    <div className="augment">
      <p className="muted augment__intro">{text.intro}</p>
      <div className="augment__controls">
        <PresetField
          catalog={catalog}
          augmentation={current}
          onTake={take}
          onDefault={() => {
            setMoving(null);
            const { augmentation, variants } = defaults;
            onChange({ augmentation, variants });
          }}
        />
        <Tabs
          label={text.title}
          value={group}
          onChange={setGroup}
          tabs={[...tabs, policyTab]}
        />
        <Field label={text.fill}>
          {(control) => (
            <Select
              {...control}
              value={current.fill}
              options={FILLS.map((value) => ({
                value,
                label: text.fills[value],
              }))}
              onChange={(fill) => take({ ...recipe.augmentation, fill })}
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
      <AugmentationPreview recipe={recipe} seen={seen} window={window} />
    </div>
  );
}

/** Settings for a kind of picture, at once. */
function PresetField({
  catalog,
  augmentation,
  onTake,
  onDefault,
}: {
  catalog: AugmentationCatalog;
  augmentation: Augmentation;
  onTake: (augmentation: Augmentation) => void;
  onDefault: () => void;
}) {
  const current = presetOf(augmentation, catalog);
  const preset = catalog.presets.find(({ name }) => name === current);
  return (
    <div className="stack stack--tight">
      <Field label={text.preset} why={preset?.why ?? text.ownWhy}>
        {(control) => (
          <Select
            {...control}
            value={current ?? OWN}
            options={[
              ...(current === null
                ? [{ value: OWN, label: text.own, disabled: true }]
                : []),
              ...catalog.presets.map(({ name, title }) => ({
                value: name,
                label: title,
              })),
            ]}
            onChange={(name) => {
              const chosen = catalog.presets.find((one) => one.name === name);
              if (chosen !== undefined) onTake(chosen.augmentation);
            }}
          />
        )}
      </Field>
      <div>
        <Button size="small" onClick={onDefault}>
          {text.backToDefault}
        </Button>
      </div>
    </div>
  );
}
