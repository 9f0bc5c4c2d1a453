import { useState } from "react";

import { HeatmapView } from "#renderer/charts/heatmap-view.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useHeatmap } from "#renderer/engine-client/use-explain.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Switch } from "#renderer/ui/toggles.tsx";

import { AnswerTime, RemoveAnswer } from "./answer-parts.tsx";
import { LikelyClasses } from "./likely-classes.tsx";
import type { TriedPicture } from "./tried-pictures.ts";

const text = strings.predict;
const OPACITY = 1;

/** One tried picture: what it most likely shows, and on request what speaks for it. */
export function AnswerCard({
  runId,
  picture,
  colorOf,
  onRemove,
}: {
  runId: string;
  picture: TriedPicture;
  colorOf: ReadonlyMap<number, number>;
  onRemove: () => void;
}) {
  const [classId, setClassId] = useState<number | null>(null);
  const [withHeatmap, setWithHeatmap] = useState(false);
  const { prediction, uploadId } = picture;
  const chosen = classId ?? prediction?.top[0]?.classId ?? null;
  const heatmap = useHeatmap(
    runId,
    withHeatmap && uploadId !== null && prediction !== null
      ? { uploadId, name: prediction.name }
      : null,
    chosen ?? undefined,
  );
  const className =
    prediction?.top.find((one) => one.classId === chosen)?.name ?? "";

  return (
    <article className="answer" aria-label={picture.name}>
      <div className="answer__picture">
        {withHeatmap && heatmap.data !== undefined ? (
          <HeatmapView
            picture={heatmap.data.picture}
            overlay={heatmap.data.overlay}
            width={heatmap.data.width}
            height={heatmap.data.height}
            opacity={OPACITY}
            alt={text.heatmapAlt(picture.name, className)}
          />
        ) : (
          <img src={picture.url} alt={text.pictureAlt(picture.name)} />
        )}
      </div>
      <div className="answer__words">
        <header className="row row--between">
          <h3 className="truncate">{picture.name}</h3>
          <span className="row">
            {prediction !== null && picture.failure === null && (
              <AnswerTime milliseconds={prediction.milliseconds} />
            )}
            <RemoveAnswer name={picture.name} onRemove={onRemove} />
          </span>
        </header>
        {picture.failure !== null ? (
          <Notice tone="danger">{picture.failure}</Notice>
        ) : prediction === null ? (
          <LoadingBlock label={text.asking} />
        ) : (
          <>
            <LikelyClasses
              prediction={prediction}
              colorOf={colorOf}
              {...(withHeatmap ? { chosen, onChoose: setClassId } : {})}
            />
            <Switch
              label={text.heatmap}
              checked={withHeatmap}
              onChange={setWithHeatmap}
            />
            {withHeatmap && heatmap.error !== null && (
              <Notice tone="danger">
                {describeFailure(heatmap.error).message}
              </Notice>
            )}
          </>
        )}
      </div>
    </article>
  );
}
