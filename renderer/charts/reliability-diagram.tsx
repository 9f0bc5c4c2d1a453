import { ChartTable } from "./chart-table.tsx";
import "./charts.css";

export interface ReliabilityBin {
  /** Mean confidence of the bin, 0 to 1. */
  readonly confidence: number;
  readonly accuracy: number;
  readonly count: number;
}

const SIDE = 240;
const LEFT = 56;
const BOTTOM = 36;
const TOP = 8;

/**
 * Accuracy over confidence in bins: a point on the diagonal keeps what it promises. The area of a point is the share of pictures in
 * its bin. After Niculescu-Mizil and Caruana 2005 (doi.org/10.1145/1102351.1102430).
 */
export function ReliabilityDiagram(props: {
  readonly title: string;
  readonly bins: readonly ReliabilityBin[];
  readonly confidenceLabel: string;
  readonly accuracyLabel: string;
  readonly countLabel: string;
  readonly describeBin: (bin: ReliabilityBin) => string;
  readonly format: (share: number) => string;
  readonly tableLabel: string;
}) {
  const filled = props.bins.filter((bin) => bin.count > 0);
  const most = Math.max(1, ...filled.map((bin) => bin.count));
  const x = (share: number) => LEFT + share * SIDE;
  const y = (share: number) => TOP + (1 - share) * SIDE;
  return (
    <figure className="chart">
      <svg
        className="reliability"
        viewBox={`0 0 ${LEFT + SIDE + 22} ${TOP + SIDE + BOTTOM}`}
        role="img"
        aria-label={props.title}
      >
        {[0, 0.25, 0.5, 0.75, 1].map((mark) => (
          <g key={mark}>
            <line
              className="chart-grid-line"
              x1={x(mark)}
              x2={x(mark)}
              y1={y(0)}
              y2={y(1)}
            />
            <line
              className="chart-grid-line"
              x1={x(0)}
              x2={x(1)}
              y1={y(mark)}
              y2={y(mark)}
            />
            <text
              className="chart-tick"
              x={x(mark)}
              y={y(0) + 14}
              textAnchor="middle"
            >
              {props.format(mark)}
            </text>
            <text
              className="chart-tick"
              x={LEFT - 5}
              y={y(mark) + 4}
              textAnchor="end"
            >
              {props.format(mark)}
            </text>
          </g>
        ))}
        <line
          className="reliability-ideal"
          x1={x(0)}
          y1={y(0)}
          x2={x(1)}
          y2={y(1)}
        />
        {filled.map((bin, index) => (
          <g key={index}>
            <title>{props.describeBin(bin)}</title>
            <line
              className="reliability-gap"
              x1={x(bin.confidence)}
              x2={x(bin.confidence)}
              y1={y(bin.confidence)}
              y2={y(bin.accuracy)}
            />
            <circle
              className="reliability-point"
              cx={x(bin.confidence)}
              cy={y(bin.accuracy)}
              r={3 + 7 * Math.sqrt(bin.count / most)}
            />
          </g>
        ))}
        <text
          className="chart-tick"
          x={x(0.5)}
          y={TOP + SIDE + 30}
          textAnchor="middle"
        >
          {props.confidenceLabel}
        </text>
        <text
          className="chart-tick"
          transform={`translate(10 ${y(0.5)}) rotate(-90)`}
          textAnchor="middle"
        >
          {props.accuracyLabel}
        </text>
      </svg>
      <ChartTable
        label={props.tableLabel}
        caption={props.title}
        columns={[props.confidenceLabel, props.accuracyLabel, props.countLabel]}
        rows={() =>
          filled.map((bin) => [
            props.format(bin.confidence),
            props.format(bin.accuracy),
            String(bin.count),
          ])
        }
      />
    </figure>
  );
}
