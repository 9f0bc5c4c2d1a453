import { useEffect, useId, useMemo, useRef, useState } from "react";

import { ChartTable } from "./chart-table.tsx";
import { useColorResolver, type ColorResolver } from "./css-color.ts";
import { useElementSize } from "./element-size.ts";
import { createLinePlot, type LinePlot, type PlotLine } from "./line-plot.ts";
import {
  alignSeries,
  densestStep,
  lastValue,
  positiveOnly,
  smoothed,
  tableRows,
  valueAt,
  type LinePhase,
  type LineSeries,
} from "./line-series.ts";
import "./charts.css";

const TABLE_ROWS = 40;

/**
 * Lines over a common x that may grow while it is shown. The list above the plot reads every series at the cursor, or at its end
 * when there is none; the same numbers stand in a table behind it.
 */
export function LineChart(props: {
  readonly title: string;
  readonly series: readonly LineSeries[];
  readonly phases?: readonly LinePhase[];
  readonly xLabel: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly logScale?: boolean;
  /** Weight of the past, 0 to below 1; the unsmoothed line stays visible behind. */
  readonly smoothing?: number;
  readonly range?: readonly [number | null, number | null];
  readonly heightPx?: number;
  readonly syncKey?: string;
  readonly emptyText: string;
  readonly tableLabel: string;
}) {
  const {
    series,
    phases = NO_PHASES,
    smoothing = 0,
    logScale = false,
    heightPx = 200,
    syncKey,
  } = props;
  const titleId = useId();
  const [frame, width] = useElementSize<HTMLDivElement>();
  const colors = useColorResolver();
  const plot = useRef<LinePlot>(null);
  const latest = useRef(props);
  const [cursor, setCursor] = useState<number | null>(null);
  const hasRoom = width > 0;
  const smooth = smoothing > 0;
  const [least = null, most = null] = props.range ?? [];
  /** The plot is made anew when its lines change, not when they grow. */
  const lines = JSON.stringify(
    series.map((one) => [one.color, one.dashed === true]),
  );

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const target = frame.current;
    if (target === null || !hasRoom) return;
    const created = createLinePlot(target, target.clientWidth, heightPx, {
      lines: plotLines(lines, smooth, target, colors),
      logScale,
      range: [least, most],
      formatX: (value) => latest.current.formatX(value),
      formatY: (value) => latest.current.formatY(value),
      axisColor: () => colors(target, "var(--chart-axis)"),
      gridColor: () => colors(target, "var(--chart-grid)"),
      font: `11px ${getComputedStyle(target).fontFamily}`,
      ...(syncKey === undefined ? {} : { syncKey }),
      onCursor: setCursor,
    });
    plot.current = created;
    return () => {
      created.destroy();
      plot.current = null;
    };
  }, [
    frame,
    lines,
    smooth,
    logScale,
    least,
    most,
    hasRoom,
    heightPx,
    syncKey,
    colors,
  ]);

  const data = useMemo(() => {
    const usable = series.map((one) => ({
      ...one,
      points: logScale ? positiveOnly(one.points) : one.points,
    }));
    const stepX = densestStep(usable);
    const drawn = smooth
      ? [
          ...usable,
          ...usable.map((one) => ({
            ...one,
            points: smoothed(one.points, smoothing, stepX),
          })),
        ]
      : usable;
    return { ...alignSeries(drawn), phases };
  }, [series, phases, logScale, smooth, smoothing]);

  // After every render, so that a plot made anew has its lines at once; a frame's worth of news is drawn together.
  useEffect(() => {
    const request = requestAnimationFrame(() => plot.current?.setData(data));
    return () => cancelAnimationFrame(request);
  });

  useEffect(() => {
    if (width > 0) plot.current?.resize(width, heightPx);
  }, [width, heightPx]);

  const empty = data.x.length === 0;
  return (
    <figure className="chart" aria-labelledby={titleId}>
      <figcaption className="chart-head">
        <span className="chart-title" id={titleId}>
          {props.title}
        </span>
        <span className="chart-legend">
          {cursor !== null && (
            <span className="chart-legend-x">
              {props.xLabel} {props.formatX(cursor)}
            </span>
          )}
          {series.map((one) => (
            <LegendEntry
              key={one.id}
              series={one}
              value={cursor === null ? lastValue(one) : valueAt(one, cursor)}
              format={props.formatY}
            />
          ))}
        </span>
      </figcaption>
      <div className="chart-canvas" style={{ height: heightPx }}>
        <div ref={frame} className="chart-fill" aria-hidden="true" />
        {empty && <p className="chart-empty">{props.emptyText}</p>}
      </div>
      {!empty && (
        <ChartTable
          label={props.tableLabel}
          caption={props.title}
          columns={[props.xLabel, ...series.map((one) => one.label)]}
          rows={() =>
            tableRows(series, TABLE_ROWS).map((row) => [
              props.formatX(row.x),
              ...row.values.map((value) =>
                value === null ? "" : props.formatY(value),
              ),
            ])
          }
        />
      )}
    </figure>
  );
}

const NO_PHASES: readonly LinePhase[] = [];

function LegendEntry(props: {
  readonly series: LineSeries;
  readonly value: number | null;
  readonly format: (value: number) => string;
}) {
  return (
    <span className="chart-legend-entry">
      <svg className="chart-swatch" viewBox="0 0 16 8" aria-hidden="true">
        <line
          x1="0"
          x2="16"
          y1="4"
          y2="4"
          stroke={props.series.color}
          strokeWidth="2.5"
          strokeDasharray={props.series.dashed === true ? "4 3" : undefined}
        />
      </svg>
      {props.series.label}
      <output className="chart-number">
        {props.value === null ? "–" : props.format(props.value)}
      </output>
    </span>
  );
}

/** @param lines colour and dashes of each series, as JSON */
function plotLines(
  lines: string,
  smooth: boolean,
  element: Element,
  colors: ColorResolver,
): PlotLine[] {
  const list = JSON.parse(lines) as [color: string, dashed: boolean][];
  const strong = list.map(([color, dashed]) => ({
    color: () => colors(element, color),
    widthPx: 2,
    dashed,
  }));
  if (!smooth) return strong;
  const faint = list.map(([color]) => ({
    color: () =>
      `color-mix(in srgb, ${colors(element, color)} 28%, transparent)`,
    widthPx: 1,
    dashed: false,
  }));
  return [...faint, ...strong];
}
