import { useMemo } from "react";

import { layOutScatter, SCATTER, type ScatterPoint } from "./scatter-layout.ts";
import "./charts.css";

/** Accuracy over cost: a dot for each thing with its interval, its area a third figure. The table beside it says the same in figures. */
export function ScatterPlot(props: {
  readonly title: string;
  readonly points: readonly ScatterPoint[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (share: number) => string;
  readonly describe: (point: ScatterPoint) => string;
}) {
  const { width, height, left, right, top, bottom } = SCATTER;
  const { dots, xTicks, yTicks } = useMemo(
    () => layOutScatter(props.points),
    [props.points],
  );
  return (
    <figure className="chart">
      <svg
        className="scatter"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={props.title}
      >
        {xTicks.map(({ value, at }) => (
          <g key={value}>
            <line
              className="chart-grid-line"
              x1={at}
              x2={at}
              y1={top}
              y2={height - bottom}
            />
            <text
              className="chart-tick"
              x={at}
              y={height - bottom + 14}
              textAnchor="middle"
            >
              {props.formatX(value)}
            </text>
          </g>
        ))}
        {yTicks.map(({ value, at }) => (
          <g key={value}>
            <line
              className="chart-grid-line"
              x1={left}
              x2={width - right}
              y1={at}
              y2={at}
            />
            <text
              className="chart-tick"
              x={left - 6}
              y={at + 4}
              textAnchor="end"
            >
              {props.formatY(value)}
            </text>
          </g>
        ))}
        {dots.map((dot) => (
          <g
            key={dot.point.id}
            className="scatter-dot"
            data-marked={dot.point.marked}
          >
            <title>{props.describe(dot.point)}</title>
            <line x1={dot.x} x2={dot.x} y1={dot.top} y2={dot.bottom} />
            <circle cx={dot.x} cy={dot.y} r={dot.radius} />
            <text
              x={dot.x + (dot.labelsLeft ? -1 : 1) * (dot.radius + 5)}
              y={dot.y + 4}
              textAnchor={dot.labelsLeft ? "end" : "start"}
            >
              {dot.point.label}
            </text>
          </g>
        ))}
        <text
          className="chart-tick"
          x={(left + width - right) / 2}
          y={height - 6}
          textAnchor="middle"
        >
          {props.xLabel}
        </text>
        <text
          className="chart-tick"
          transform={`translate(12 ${(top + height - bottom) / 2}) rotate(-90)`}
          textAnchor="middle"
        >
          {props.yLabel}
        </text>
      </svg>
    </figure>
  );
}
