import "./resize-choice.css";

import { useId } from "react";

import type { RecipeDraft } from "#api/recipe.ts";
import type { ResizePreview } from "#api/resize.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import {
  usePictureShapes,
  useResizePreview,
} from "#renderer/engine-client/use-resize-preview.ts";
import { classNames } from "#renderer/ui/class-names.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { BackgroundChoice } from "./resize-background.tsx";
import { PaddingChoice } from "./resize-padding.tsx";
import { ResizedPicture } from "./resized-picture.tsx";

const text = strings.resize;
const MODES = ["squash", "crop", "fit"] as const;

/** How a picture becomes a square, seen on the person's own: the least ordinary shapes first. */
export function ResizeChoice({
  inputSize,
  draft,
  onChange,
}: {
  inputSize: number;
  draft: RecipeDraft;
  onChange: (choices: RecipeDraft) => void;
}) {
  const { resize: chosen = "squash", padding, background } = draft;
  const shapes = usePictureShapes().data;
  const preview = useResizePreview(shapes?.imageIds ?? [], {
    inputSize,
    padding,
    background,
  });
  const rows = preview.data?.rows ?? [];
  const name = useId();
  return (
    <fieldset className="resize">
      <legend>{text.legend}</legend>
      <p className="muted small">{describeLoss(shapes)}</p>
      {preview.error !== null && (
        <Notice tone="danger" title={text.failed}>
          {describeFailure(preview.error).message}
        </Notice>
      )}
      {preview.isLoading && <LoadingBlock label={text.loading} />}
      <div className="resize__modes">
        {MODES.map((mode) => (
          <div
            key={mode}
            className={classNames(
              "resize__mode",
              mode === chosen && "resize__mode--chosen",
            )}
          >
            <label className="row">
              <input
                type="radio"
                name={name}
                checked={mode === chosen}
                onChange={() => onChange({ resize: mode })}
              />
              {text.modes[mode].label}
            </label>
            <p className="muted small">{text.modes[mode].why}</p>
            <Pictures
              rows={rows}
              mode={mode}
              onChoose={() => onChange({ resize: mode })}
            />
          </div>
        ))}
      </div>
      <div className="resize__more">
        {chosen === "fit" && (
          <PaddingChoice
            value={padding ?? "constant"}
            onChange={(next) => onChange({ padding: next })}
          />
        )}
        <BackgroundChoice
          value={background}
          isAround={chosen === "fit" && (padding ?? "constant") === "constant"}
          onChange={(next) => onChange({ background: next })}
        />
      </div>
      <p className="muted small">{text.default}</p>
    </fieldset>
  );
}

function describeLoss(
  shapes: ReturnType<typeof usePictureShapes>["data"],
): string {
  if (shapes === undefined || shapes.pictures === 0) return text.noPictures;
  return shapes.cropLoss.most < 0.005
    ? text.allSquare
    : text.cropLoss(shapes.cropLoss);
}

/** A click on the pictures chooses as well; with the keyboard the circle above does. */
function Pictures({
  rows,
  mode,
  onChoose,
}: {
  rows: readonly ResizePreview[];
  mode: (typeof MODES)[number];
  onChoose: () => void;
}) {
  return (
    <div className="resize__pictures" role="presentation" onClick={onChoose}>
      {rows.map((row) => (
        <ResizedPicture key={row.imageId} row={row} mode={mode} />
      ))}
    </div>
  );
}
