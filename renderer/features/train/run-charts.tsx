import { useId, useMemo, useState } from "react";

import type { EpochMetrics } from "#api/training.ts";
import { LineChart } from "#renderer/charts/line-chart.tsx";
import { useLiveSteps } from "#renderer/engine-client/engine-provider.tsx";
import { formatNumber, formatPercentShort } from "#renderer/ui/format.ts";
import { Slider } from "#renderer/ui/slider.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Switch } from "#renderer/ui/toggles.tsx";

import {
  learningRateSeries,
  metricSeries,
  phasesOf,
} from "./training-series.ts";

const text = strings.train.charts;
const NO_STEPS = [] as const;
const SHARE_RANGE = [null, 1] as const;

/** Loss, accuracy and learning rate over the epochs of a run, live while it trains. */
export function RunCharts({
  runId,
  history,
  live,
}: {
  runId: string;
  history: readonly EpochMetrics[];
  /** Steps between epochs are drawn too. */
  live: boolean;
}) {
  const known = useLiveSteps(runId);
  const steps = live ? known : NO_STEPS;
  const [smoothing, setSmoothing] = useState(0);
  const [logScale, setLogScale] = useState(false);
  const syncKey = useId();
  const loss = useMemo(
    () => metricSeries(history, steps, "loss"),
    [history, steps],
  );
  const accuracy = useMemo(
    () => metricSeries(history, steps, "accuracy"),
    [history, steps],
  );
  const learningRate = useMemo(() => learningRateSeries(history), [history]);
  const phases = useMemo(() => phasesOf(history), [history]);
  const common = {
    phases,
    smoothing,
    syncKey,
    xLabel: text.epoch,
    formatX: formatEpoch,
    emptyText: text.empty,
    tableLabel: text.table,
  };
  return (
    <div className="run-charts">
      <div className="run-charts__controls">
        <span className="run-charts__smoothing">
          <span>{text.smoothing}</span>
          <Slider
            label={text.smoothing}
            value={smoothing}
            minimum={0}
            maximum={0.98}
            step={0.02}
            format={(value) => formatNumber(value, 2)}
            onChange={setSmoothing}
          />
          <span className="figures">{smoothing.toFixed(2)}</span>
        </span>
        <Switch
          label={text.logScale}
          checked={logScale}
          onChange={setLogScale}
        />
      </div>
      <LineChart
        {...common}
        title={text.loss}
        series={loss}
        logScale={logScale}
        formatY={formatNumber}
      />
      <LineChart
        {...common}
        title={text.accuracy}
        series={accuracy}
        formatY={formatPercentShort}
        range={SHARE_RANGE}
      />
      <LineChart
        {...common}
        title={text.learningRate}
        series={learningRate}
        smoothing={0}
        logScale={logScale}
        formatY={formatNumber}
      />
    </div>
  );
}

function formatEpoch(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
