import "./split-bar.css";

import { Settings2 } from "lucide-react";
import type { PointerEvent } from "react";
import { useRef, useState } from "react";

import type { DatasetSummary } from "#api/datasets.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { SplitDialog } from "./split-dialog.tsx";
import type { Fractions } from "./split-fractions.ts";
import {
  borderPosition,
  moveBorder,
  shownFractions,
  splitCounts,
} from "./split-fractions.ts";

const text = strings.datasets;
const PARTS = ["train", "validation", "test"] as const;

/** The three parts as one bar; its borders can be dragged, or moved with the arrow keys, and then a dialog says which pictures that would move. */
export function SplitBar({
  dataset,
  readOnly,
}: {
  dataset: DatasetSummary;
  readOnly: boolean;
}) {
  const track = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<Fractions | null>(null);
  const [dialog, setDialog] = useState<Fractions | null>(null);
  const counts = splitCounts(dataset);
  const fractions = draft ?? shownFractions(dataset, counts);
  const canDrag =
    !readOnly && !["fixed", "folds"].includes(dataset.splitSource);

  /** What the bar was dragged to is shown before anything moves. */
  function commit(next: Fractions): void {
    setDraft(next);
    setDialog(next);
  }

  function drag(event: PointerEvent, border: 0 | 1): void {
    const box = track.current?.getBoundingClientRect();
    if (box !== undefined && event.buttons === 1) {
      const position = (event.clientX - box.left) / box.width;
      setDraft(moveBorder(fractions, border, position));
    }
  }

  return (
    <section className="split-bar" aria-label={text.splitBar}>
      <div ref={track} className="split-bar__track">
        {PARTS.map((part) => (
          <div
            key={part}
            className={`split-bar__part split-bar__part--${part}`}
            style={{ width: `${fractions[part] * 100}%` }}
            title={text.splitMarkTitle[part]}
          >
            <span className="split-bar__long">
              {text.splitPart(text.splits[part], fractions[part], counts[part])}
            </span>
            <span className="split-bar__short" aria-hidden>
              {text.splitPartShort(fractions[part])}
            </span>
          </div>
        ))}
        {canDrag &&
          ([0, 1] as const).map((border) => {
            const position = borderPosition(fractions, border);
            const [left, right] = [PARTS[border], PARTS[border === 0 ? 1 : 2]];
            return (
              <button
                key={border}
                type="button"
                {...{
                  role: "slider",
                  "aria-valuemin": 0,
                  "aria-valuemax": 100,
                  "aria-valuenow": Math.round(position * 100),
                  "aria-label": text.splitBorder(
                    text.splits[left],
                    text.splits[right],
                  ),
                }}
                className="split-bar__border"
                style={{ left: `${position * 100}%` }}
                onPointerDown={(event) =>
                  event.currentTarget.setPointerCapture(event.pointerId)
                }
                onPointerMove={(event) => drag(event, border)}
                onPointerUp={() => draft !== null && commit(draft)}
                onKeyDown={(event) => {
                  const step = { ArrowLeft: -0.01, ArrowRight: 0.01 }[
                    event.key
                  ];
                  if (step !== undefined) {
                    event.preventDefault();
                    setDraft(moveBorder(fractions, border, position + step));
                  } else if (event.key === "Enter" && draft !== null) {
                    commit(draft);
                  } else if (event.key === "Escape") {
                    setDraft(null);
                  }
                }}
                onBlur={() =>
                  draft !== null && dialog === null && commit(draft)
                }
              />
            );
          })}
      </div>
      <Badge>{strings.splits.sources[dataset.splitSource]}</Badge>
      <IconButton
        icon={Settings2}
        label={text.splitSettings}
        disabled={readOnly}
        onClick={() => setDialog(fractions)}
      />
      {dialog !== null && (
        <SplitDialog
          dataset={dataset}
          fractions={dialog}
          onClose={() => {
            setDialog(null);
            setDraft(null);
          }}
        />
      )}
    </section>
  );
}
