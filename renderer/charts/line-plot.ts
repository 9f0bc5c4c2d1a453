// oxlint-disable-next-line import/no-unassigned-import -- its effect is wanted, and before uPlot's own
import "./usable-language.ts";

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import type { LinePhase } from "./line-series.ts";

/** The only file that knows uPlot (github.com/leeoniya/uPlot): a canvas plot that redraws thousands of points within a frame. */

export interface PlotLine {
  readonly color: () => string;
  readonly widthPx: number;
  readonly dashed: boolean;
}

export interface PlotOptions {
  readonly lines: readonly PlotLine[];
  readonly logScale: boolean;
  /** Fixed ends of the vertical axis; null lets the data decide. */
  readonly range: readonly [number | null, number | null];
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly axisColor: () => string;
  readonly gridColor: () => string;
  readonly font: string;
  /** Plots with the same key share their cursor. */
  readonly syncKey?: string;
  /** null when the pointer has left. */
  readonly onCursor: (x: number | null) => void;
}

export interface PlotData {
  readonly x: readonly number[];
  readonly values: readonly (readonly (number | null | undefined)[])[];
  readonly phases: readonly LinePhase[];
}

export interface LinePlot {
  setData(data: PlotData): void;
  resize(widthPx: number, heightPx: number): void;
  destroy(): void;
}

/** Distances between the marks of x, which counts epochs. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

export function createLinePlot(
  target: HTMLElement,
  widthPx: number,
  heightPx: number,
  options: PlotOptions,
): LinePlot {
  let phases: readonly LinePhase[] = [];
  const plot = new uPlot(
    {
      width: widthPx,
      height: heightPx,
      padding: [10, 8, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 7 },
        drag: { x: false, y: false },
        ...(options.syncKey === undefined
          ? {}
          : { sync: { key: options.syncKey } }),
      },
      scales: {
        x: { time: false },
        y: options.logScale
          ? { distr: 3 }
          : { range: (_plot, low, high) => fitRange(low, high, options.range) },
      },
      series: [
        {},
        ...options.lines.map((line) => ({
          stroke: line.color,
          width: line.widthPx,
          dash: line.dashed ? [5, 4] : [],
          spanGaps: true,
          points: { show: false },
        })),
      ],
      axes: [
        {
          ...axis(options, (value) => options.formatX(value), 28),
          incrs: [...WHOLE_STEPS],
        },
        axis(options, (value) => options.formatY(value), 56),
      ],
      hooks: {
        draw: [(self) => drawPhases(self, phases, options)],
        setCursor: [
          (self) => {
            const index = self.cursor.idx;
            const x =
              index === null || index === undefined
                ? undefined
                : self.data[0][index];
            options.onCursor(x ?? null);
          },
        ],
      },
    },
    [[], ...options.lines.map(() => [])],
    target,
  );
  return {
    setData(data) {
      phases = data.phases;
      plot.setData([
        data.x as number[],
        ...data.values.map((column) => column as (number | null | undefined)[]),
      ]);
    },
    resize: (width, height) => plot.setSize({ width, height }),
    destroy: () => plot.destroy(),
  };
}

function axis(
  options: PlotOptions,
  format: (value: number) => string,
  size: number,
): uPlot.Axis {
  return {
    size,
    gap: 4,
    font: options.font,
    stroke: options.axisColor,
    grid: { stroke: options.gridColor, width: 1 },
    ticks: { show: false },
    // uPlot hands null for the marks of a logarithmic axis that are to stay without a number.
    values: (_plot, marks: (number | null)[]) =>
      marks.map((mark) => (mark === null ? "" : format(mark))),
  };
}

function fitRange(
  low: number | null,
  high: number | null,
  fixed: readonly [number | null, number | null],
): [number, number] {
  const least = low ?? 0;
  const most = high ?? 1;
  const margin = (most - least || Math.abs(most) || 1) * 0.08;
  return [fixed[0] ?? least - margin, fixed[1] ?? most + margin];
}

function drawPhases(
  plot: uPlot,
  phases: readonly LinePhase[],
  options: PlotOptions,
): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = options.axisColor();
  ctx.fillStyle = options.axisColor();
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.font = scaleFont(options.font, ratio);
  ctx.textBaseline = "top";
  for (const phase of phases) {
    const x = plot.valToPos(phase.x, "x", true);
    if (!(x >= bbox.left && x <= bbox.left + bbox.width)) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const room = bbox.left + bbox.width - x;
    const width = ctx.measureText(phase.label).width + 8 * ratio;
    ctx.textAlign = width > room ? "right" : "left";
    ctx.fillText(
      phase.label,
      x + (width > room ? -4 : 4) * ratio,
      bbox.top + 2 * ratio,
    );
  }
  ctx.restore();
}

/** Canvas works in device pixels. */
function scaleFont(font: string, ratio: number): string {
  return font.replace(
    /(\d+(?:\.\d+)?)px/,
    (_match, size: string) => `${Number(size) * ratio}px`,
  );
}
