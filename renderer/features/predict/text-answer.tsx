import { X } from "lucide-react";
import { useState } from "react";

import type { Prediction } from "#api/results.ts";
import { WordHeat } from "#renderer/charts/word-heat.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useWordHeat } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

import { LikelyClasses } from "./likely-classes.tsx";

const text = strings.predict;

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
      <LikelyClasses
        prediction={prediction}
        colorOf={colorOf}
        chosen={classId ?? prediction.top[0]?.classId ?? null}
        onChoose={setClassId}
      />
    </article>
  );
}
