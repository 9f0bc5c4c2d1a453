import type { ReactNode } from "react";
import { useState } from "react";

import type { DatasetSummary } from "#api/datasets.ts";
import type { SplitRule } from "#api/splits.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useAttributes } from "#renderer/engine-client/use-labels.ts";
import { useSplitPreview } from "#renderer/engine-client/use-split-preview.ts";
import { useTestSet } from "#renderer/engine-client/use-test-set.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";
import { Checkbox, Segmented } from "#renderer/ui/toggles.tsx";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

import type { SplitDraft } from "./split-draft.ts";
import { draftOf, ruleOf, withShare } from "./split-draft.ts";
import type { Fractions } from "./split-fractions.ts";
import { LEAST_SHARE } from "./split-fractions.ts";
import { SplitPreviewPanel } from "./split-preview.tsx";

const text = strings.splits;
const RULES: readonly SplitRule["source"][] = [
  "stratified",
  "grouped",
  "folds",
  "folders",
  "fixed",
];

/** Which rule puts the pictures on sides, and what it would move; nothing moves before Apply. */
export function SplitDialog({
  dataset,
  fractions,
  onClose,
}: {
  dataset: DatasetSummary;
  /** As the bar was dragged to. */
  fractions: Fractions;
  onClose: () => void;
}) {
  const engine = useEngine();
  const [draft, setDraft] = useState(() => draftOf(dataset, fractions));
  const rule = useDebounced(ruleOf(draft), 250);
  const preview = useSplitPreview(rule);
  const apply = useAct((chosen: SplitRule) => engine.datasets.resplit(chosen), {
    onDone: (_, { source }) => {
      showToast({ title: text.done(text.sources[source]) });
      onClose();
    },
    onFailure: showFailure,
  });
  const change = (changes: Partial<SplitDraft>) =>
    setDraft({ ...draft, ...changes });
  return (
    <Dialog
      title={text.title}
      description={text.why}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            busy={apply.isRunning}
            onClick={() => apply.run(ruleOf(draft))}
          >
            {text.apply}
          </Button>
        </>
      }
    >
      <div className="split-dialog stack">
        <Segmented
          label={text.rule}
          value={draft.source}
          onChange={(source) => change({ source })}
          options={RULES.map((source) => ({
            value: source,
            label: text.rules[source],
          }))}
        />
        <p className="muted">{text.ruleWhy[draft.source]}</p>
        <RuleFields draft={draft} onChange={change} />
        <SplitPreviewPanel
          preview={preview.data}
          failure={preview.error?.message}
          isComputing={preview.isFetching}
        />
      </div>
    </Dialog>
  );
}

/** What the chosen rule needs to know. */
function RuleFields({
  draft,
  onChange,
}: {
  draft: SplitDraft;
  onChange: (changes: Partial<SplitDraft>) => void;
}): ReactNode {
  const { source, fractions, folds, seed, sealAgain } = draft;
  const { data: testSet } = useTestSet();
  if (source === "folders" || source === "fixed") return null;
  const isByShares = source !== "folds";
  return (
    <>
      <div className="split-dialog__numbers">
        {isByShares && (
          <ShareField
            side="validation"
            fractions={fractions}
            onChange={(next) => onChange({ fractions: next })}
          />
        )}
        <ShareField
          side="test"
          fractions={fractions}
          onChange={(next) => onChange({ fractions: next })}
        />
        {!isByShares && (
          <Field label={text.folds} why={text.foldsWhy} range="2 to 20">
            {(control) => (
              <NumberInput
                {...control}
                value={folds}
                minimum={2}
                maximum={20}
                onChange={(next) => onChange({ folds: next })}
              />
            )}
          </Field>
        )}
        <Field label={text.seed} why={text.seedWhy} defaultValue="0">
          {(control) => (
            <NumberInput
              {...control}
              value={seed}
              minimum={0}
              maximum={2 ** 31 - 1}
              onChange={(next) => onChange({ seed: next })}
            />
          )}
        </Field>
      </div>
      {isByShares && (
        <p className="muted small">
          {text.rest(formatPercent(fractions.train, 0))}
        </p>
      )}
      {source !== "stratified" && (
        <TogetherFields draft={draft} onChange={onChange} />
      )}
      {testSet?.isOpen === true && (
        <div className="stack stack--tight">
          <Checkbox
            label={text.sealAgain}
            checked={sealAgain}
            onChange={(next) => onChange({ sealAgain: next })}
          />
          <p className="muted small">{text.sealAgainWhy}</p>
        </div>
      )}
    </>
  );
}

function ShareField({
  side,
  fractions,
  onChange,
}: {
  side: "validation" | "test";
  fractions: Fractions;
  onChange: (fractions: Fractions) => void;
}) {
  const other = side === "test" ? fractions.validation : fractions.test;
  return (
    <Field label={text.share(side)}>
      {(control) => (
        <NumberInput
          {...control}
          value={Math.round(fractions[side] * 100)}
          minimum={LEAST_SHARE * 100}
          maximum={Math.round((1 - other - LEAST_SHARE) * 100)}
          unit="%"
          onChange={(percent) =>
            onChange(withShare(fractions, side, percent / 100))
          }
        />
      )}
    </Field>
  );
}

/** What never comes on two sides. */
function TogetherFields({
  draft: { duplicates, attributes },
  onChange,
}: {
  draft: SplitDraft;
  onChange: (changes: Partial<SplitDraft>) => void;
}) {
  const known = useAttributes().data ?? [];
  return (
    <div className="stack stack--tight">
      <Checkbox
        label={text.duplicates}
        checked={duplicates}
        onChange={(next) => onChange({ duplicates: next })}
      />
      {known.length > 0 && (
        <fieldset className="split-dialog__attributes">
          <legend>{text.attributes}</legend>
          {known.map(({ name }) => (
            <Checkbox
              key={name}
              label={name}
              checked={attributes.includes(name)}
              onChange={(isChosen) =>
                onChange({
                  attributes: isChosen
                    ? [...attributes, name]
                    : attributes.filter((other) => other !== name),
                })
              }
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
