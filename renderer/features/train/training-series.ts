import type { EpochMetrics } from "#api/training.ts";
import type {
  LinePhase,
  LinePoint,
  LineSeries,
} from "#renderer/charts/line-series.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.train;
const TRAIN_COLOR = "var(--category-0)";
const STEP_COLOR = "color-mix(in srgb, var(--category-0) 38%, transparent)";
const VALIDATION_COLOR = "var(--category-1)";

/** A step between epochs, as the engine tells it. */
export interface Step {
  /** With its fraction: 1.5 is the middle of the second epoch. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
}

/**
 * Train and validation over epochs, and the steps behind them while a run is watched. Where epochs are so short that hardly a
 * step of each is told, the steps say nothing more and are left out.
 */
export function metricSeries(
  history: readonly EpochMetrics[],
  steps: readonly Step[],
  metric: "loss" | "accuracy",
): LineSeries[] {
  const train = metric === "loss" ? "trainLoss" : "trainAccuracy";
  const validation =
    metric === "loss" ? "validationLoss" : "validationAccuracy";
  const stepSeries: LineSeries[] =
    steps.length <= history.length
      ? []
      : [
          {
            id: "steps",
            label: text.charts.trainSteps,
            color: STEP_COLOR,
            points: steps.map((step) => ({ x: step.epoch, y: step[metric] })),
          },
        ];
  return [
    ...stepSeries,
    {
      id: "train",
      label: text.charts.train,
      color: TRAIN_COLOR,
      points: overEpochs(history, train),
    },
    {
      id: "validation",
      label: text.charts.validation,
      color: VALIDATION_COLOR,
      dashed: true,
      points: overEpochs(history, validation),
    },
  ];
}

export function learningRateSeries(
  history: readonly EpochMetrics[],
): LineSeries[] {
  return [
    {
      id: "learning-rate",
      label: text.charts.learningRate,
      color: "var(--category-2)",
      points: overEpochs(history, "learningRate"),
    },
  ];
}

/** The epoch with the least validation loss (training loss where there is no validation), the first of equals; null before the first. */
export function bestEpochOf(history: readonly EpochMetrics[]): number | null {
  let best: { epoch: number; loss: number } | null = null;
  for (const { epoch, validationLoss, trainLoss } of history) {
    const loss = validationLoss ?? trainLoss;
    if (best === null || loss < best.loss) best = { epoch, loss };
  }
  return best?.epoch ?? null;
}

/** Where each phase begins, when there is more than one. */
export function phasesOf(history: readonly EpochMetrics[]): LinePhase[] {
  const phases: LinePhase[] = [];
  let last: string | null = null;
  for (const { epoch, phase } of history) {
    if (phase !== last)
      phases.push({ x: epoch - 1, label: text.phases[phase] });
    last = phase;
  }
  return phases.length > 1 ? phases : [];
}

function overEpochs(
  history: readonly EpochMetrics[],
  name: Exclude<keyof EpochMetrics, "phase" | "batchSize">,
): LinePoint[] {
  return history.map((metrics) => ({ x: metrics.epoch, y: metrics[name] }));
}
