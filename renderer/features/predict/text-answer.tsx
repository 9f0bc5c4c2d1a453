import { X } from "lucide-react";
import { useState } from "react";

import type { Prediction } from "#api/results.ts";
import { TopBars } from "#renderer/charts/top-bars.tsx";
import { WordHeat } from "#renderer/charts/word-heat.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useWordHeat } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatCount, formatPercent } from "#renderer/ui/format.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.predict;
const SHOWN_CLASSES = 5;

/** One text that was asked about: its most likely classes, and what each word speaks for. */
export function TextAnswer({
  runId,
  asked,
  prediction,
  colorOf,
  onRemove,
}: {
  runId: string;
  asked: string;
  prediction: Prediction;
  colorOf: ReadonlyMap<number, number>;
  onRemove: () => void;
}) {
  const [classId, setClassId] = useState<number | null>(null);
  const heat = useWordHeat(
    runId,
    prediction.error === null ? { text: asked } : null,
    classId ?? undefined,
  );
  return (
    <article className="answer answer--text" aria-label={prediction.name}>
      <header className="row row--between">
        <span className="muted small figures">
          {text.time(formatCount(prediction.milliseconds))}
        </span>
        <IconButton
          icon={X}
          size="small"
          label={text.removePicture(prediction.name)}
          onClick={onRemove}
        />
      </header>
      {heat.data === undefined ? (
        <p>{asked}</p>
      ) : (
        <WordHeat words={heat.data.words} />
      )}
      {prediction.error !== null && (
        <Notice tone="danger">{prediction.error.message}</Notice>
      )}
      {heat.error !== null && (
        <Notice tone="danger">{describeFailure(heat.error).message}</Notice>
      )}
      <TopBars
        label={text.classes}
        bars={prediction.top.slice(0, SHOWN_CLASSES).map((one, index) => ({
          id: one.classId,
          label: one.name,
          share: one.probability,
          color: categoryColor(colorOf.get(one.classId) ?? index),
        }))}
        format={(share) => formatPercent(share)}
        chosen={classId ?? prediction.top[0]?.classId ?? null}
        onChoose={(id) => setClassId(Number(id))}
      />
    </article>
  );
}
