import { useMemo } from "react";

import type { Evaluation } from "#api/results.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { classNameLookup } from "./class-names.ts";
import { PictureGallery } from "./picture-gallery.tsx";

const text = strings.evaluate;
const STEP = 24;

/** Wrong and sure, surest first. */
export function MistakesPanel({ evaluation }: { evaluation: Evaluation }) {
  const nameOf = useMemo(() => classNameLookup(evaluation), [evaluation]);
  return (
    <Panel title={text.mistakes}>
      <div className="stack">
        <p className="muted">{text.mistakesText}</p>
        <PictureGallery
          runId={evaluation.runId}
          filter={{
            runId: evaluation.runId,
            splits: [evaluation.split],
            correct: false,
            order: "confidence-descending",
          }}
          label={text.mistakes}
          emptyText={text.noMistakes}
          nameOf={nameOf}
          step={STEP}
          sizePx={128}
        />
      </div>
    </Panel>
  );
}
