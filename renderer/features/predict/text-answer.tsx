import { useState } from "react";

import type { Prediction } from "#api/results.ts";
import { WordHeat } from "#renderer/charts/word-heat.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useWordHeat } from "#renderer/engine-client/use-texts.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";

import { AnswerTime, RemoveAnswer } from "./answer-parts.tsx";
import { LikelyClasses } from "./likely-classes.tsx";

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
        <AnswerTime milliseconds={prediction.milliseconds} />
        <RemoveAnswer name={prediction.name} onRemove={onRemove} />
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
