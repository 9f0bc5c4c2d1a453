import "./baseline-card.css";

import { Map as MapIcon } from "lucide-react";

import type { Baseline } from "#api/baseline.ts";
import type { ImageClass } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { Button } from "#renderer/ui/button.tsx";
import { formatDuration, formatPercent } from "#renderer/ui/format.ts";
import { Spinner } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

import { mostConfusedPairs } from "./baseline-pairs.ts";

const text = strings.datasets;
const MOST_DRAWN = 40;

/** What a quick classifier makes of the pictures, before any training. */
export function BaselineCard({
  baseline,
  classes,
  onSuspicious,
  onPair,
  onMap,
}: {
  baseline: Baseline;
  classes: ReadonlyMap<number, ImageClass>;
  onSuspicious: () => void;
  /** Shows the pictures of a class that is mixed up. */
  onPair: (truth: number) => void;
  onMap: () => void;
}) {
  const engine = useEngine();
  const start = useAct(() => engine.training.startBaseline({}), {
    onFailure: showFailure,
  });
  const { accuracy, status } = baseline;
  const pairs = mostConfusedPairs(baseline.classIds, baseline.confusion, 3);
  return (
    <section className="baseline" aria-label={text.baseline}>
      <div className="row row--between">
        <h2>
          <Term explanation={text.baselineWhy}>{text.baseline}</Term>
        </h2>
        {status === "running" && <Spinner />}
      </div>
      {accuracy !== null && (
        <>
          <div className="baseline__head">
            <div>
              <div className="baseline__accuracy">
                {formatPercent(accuracy.value)}
              </div>
              <div className="muted small figures">
                {formatPercent(accuracy.low)} – {formatPercent(accuracy.high)}
                {baseline.seconds !== null &&
                  ` · ${formatDuration(baseline.seconds)}`}
              </div>
            </div>
            {baseline.classIds.length <= MOST_DRAWN && (
              <TinyConfusion baseline={baseline} />
            )}
          </div>
          {baseline.folds !== null && (
            <p className="muted small">
              {text.baselineHow(baseline.folds, baseline.imageCount)}
            </p>
          )}
          {pairs.length > 0 && (
            <div>
              <h3>{text.mostConfused}</h3>
              {pairs.map(({ truth, predicted, count }) => (
                <button
                  key={`${truth} ${predicted}`}
                  type="button"
                  className="baseline__pair truncate"
                  onClick={() => onPair(truth)}
                >
                  {text.confusedPair(
                    classes.get(truth)?.name ?? "–",
                    classes.get(predicted)?.name ?? "–",
                    count,
                  )}
                </button>
              ))}
            </div>
          )}
          {baseline.map.length > 0 && (
            <Button size="small" icon={MapIcon} onClick={onMap}>
              {text.map}
            </Button>
          )}
          <Button
            size="small"
            disabled={baseline.suspicious.length === 0}
            onClick={onSuspicious}
          >
            {text.doubtfulLabels(baseline.suspicious.length)}
          </Button>
        </>
      )}
      <p className="muted small">{statusSentence(baseline)}</p>
      {(status === "none" || status === "stale" || status === "failed") && (
        <Button
          size="small"
          busy={start.isRunning}
          onClick={() => start.run(undefined)}
        >
          {status === "none" ? text.computeBaseline : text.computeAgain}
        </Button>
      )}
    </section>
  );
}

function statusSentence(baseline: Baseline): string | null {
  switch (baseline.status) {
    case "none":
      return baseline.message ?? text.baselineNone;
    case "running":
      return text.baselineRunning;
    case "stale":
      return text.baselineStale;
    case "failed":
      return baseline.message ?? text.baselineFailed;
    case "ready":
      return baseline.message;
  }
}

/** One square per cell, darker for a larger share of its row. */
function TinyConfusion({ baseline }: { baseline: Baseline }) {
  const size = baseline.classIds.length;
  return (
    <svg
      className="baseline__confusion"
      viewBox={`0 0 ${size} ${size}`}
      {...{ role: "img", "aria-label": text.confusion }}
      shapeRendering="crispEdges"
    >
      {baseline.confusion.flatMap((row, truth) => {
        const sum = row.reduce((total, count) => total + count, 0);
        return row.map(
          (count, predicted) =>
            count > 0 && (
              <rect
                key={`${baseline.classIds[truth]} ${baseline.classIds[predicted]}`}
                x={predicted}
                y={truth}
                width={1}
                height={1}
                fill={
                  truth === predicted ? "var(--accent)" : "var(--category-1)"
                }
                fillOpacity={Math.max(0.12, count / sum)}
              />
            ),
        );
      })}
    </svg>
  );
}
