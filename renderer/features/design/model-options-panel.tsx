import type { ModelSummary } from "#api/models.ts";
import type { RecipeDraft } from "#api/recipe.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { ResizeChoice } from "./resize-choice.tsx";

const text = strings.design;

/** Input size, width, and how a picture becomes a square, each shown on the person's own. */
export function ModelOptionsPanel({
  summary,
  inputSize,
  width,
  draft,
  onChange,
}: {
  summary: ModelSummary;
  inputSize: number | undefined;
  width: number | undefined;
  draft: RecipeDraft;
  onChange: (choices: RecipeDraft) => void;
}) {
  const ofTexts = summary.inputShape.length === 1;
  return (
    <Panel title={text.options}>
      <div className="design__options">
        <div className="design__sizes">
          {summary.sizes.length > 0 && inputSize !== undefined && (
            <Field
              label={ofTexts ? text.textLength : text.inputSize}
              why={ofTexts ? text.textLengthWhy : text.inputSizeWhy}
            >
              {(control) => (
                <Select
                  {...control}
                  value={String(inputSize)}
                  options={withValue(summary.sizes, inputSize).map((side) => ({
                    value: String(side),
                    label: ofTexts ? text.wordsSeen(side) : text.pixels(side),
                  }))}
                  onChange={(side) => onChange({ inputSize: Number(side) })}
                />
              )}
            </Field>
          )}
          {summary.widths.length > 1 && width !== undefined && (
            <Field label={text.width} why={text.widthWhy}>
              {(control) => (
                <Select
                  {...control}
                  value={String(width)}
                  options={withValue(summary.widths, width).map((factor) => ({
                    value: String(factor),
                    label: text.times(factor),
                  }))}
                  onChange={(factor) => onChange({ width: Number(factor) })}
                />
              )}
            </Field>
          )}
        </div>
        {!ofTexts && inputSize !== undefined && (
          <ResizeChoice
            inputSize={inputSize}
            draft={draft}
            onChange={onChange}
          />
        )}
      </div>
    </Panel>
  );
}

/** What is offered, and what is chosen even where it is not offered. */
function withValue(offered: readonly number[], value: number): number[] {
  return [...new Set([...offered, value])].toSorted((a, b) => a - b);
}
