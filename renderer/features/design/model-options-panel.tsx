import { useId } from "react";

import type { ModelSummary } from "#api/models.ts";
import type { Recipe, RecipeDraft } from "#api/training.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { classNames } from "#renderer/ui/class-names.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.design;
const MODES = ["squash", "crop", "fit"] as const;

/** Input size, width, and how a picture becomes a square, each shown on one of the person's own. */
export function ModelOptionsPanel({
  summary,
  inputSize,
  width,
  resize,
  pictureId,
  onChange,
}: {
  summary: ModelSummary;
  inputSize: number | undefined;
  width: number | undefined;
  resize: Recipe["resize"];
  pictureId: number | null;
  onChange: (choices: RecipeDraft) => void;
}) {
  const ofTexts = summary.inputShape.length === 1;
  return (
    <Panel title={text.options}>
      <div className="design__options">
        <div className="stack">
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
        {!ofTexts && (
          <ResizeChoice
            value={resize}
            pictureId={pictureId}
            onChange={(mode) => onChange({ resize: mode })}
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

function ResizeChoice({
  value,
  pictureId,
  onChange,
}: {
  value: Recipe["resize"];
  pictureId: number | null;
  onChange: (mode: Recipe["resize"]) => void;
}) {
  const imagePaths = useImagePaths();
  const name = useId();
  return (
    <fieldset className="resize">
      <legend>{text.resize}</legend>
      <div className="resize__modes">
        {MODES.map((mode) => {
          const { label, why } = text.resizeModes[mode];
          return (
            <label
              key={mode}
              className={classNames(
                "resize__mode",
                mode === value && "resize__mode--chosen",
              )}
            >
              <span className="resize__square">
                {pictureId !== null && (
                  <img
                    src={imagePaths.picture(pictureId)}
                    alt={text.resizeAlt(label.toLowerCase())}
                    data-mode={mode}
                  />
                )}
              </span>
              <span className="row">
                <input
                  type="radio"
                  name={name}
                  checked={mode === value}
                  onChange={() => onChange(mode)}
                />
                {label}
              </span>
              <span className="muted small">{why}</span>
            </label>
          );
        })}
      </div>
      {pictureId === null && <p className="muted small">{text.noPicture}</p>}
    </fieldset>
  );
}
