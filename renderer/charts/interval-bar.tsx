import "./charts.css";

/** A proportion and its confidence interval on a scale from 0 to 1. The numbers stand beside it in words: this is the picture only. */
export function IntervalBar(props: {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly color?: string;
}) {
  const color = props.color ?? "var(--chart-right)";
  return (
    <svg
      className="interval-bar"
      role="img"
      aria-label={props.label}
      width="100%"
      height="20"
    >
      <rect
        className="interval-bar-track"
        x="0"
        y="8"
        width="100%"
        height="4"
        rx="2"
      />
      <rect
        x={percent(props.low)}
        y="4"
        width={percent(props.high - props.low)}
        height="12"
        rx="3"
        fill={color}
        opacity="0.35"
      />
      <svg x={percent(props.value)} overflow="visible">
        <rect x="-1.5" y="0" width="3" height="20" rx="1.5" fill={color} />
      </svg>
    </svg>
  );
}

function percent(share: number): string {
  return `${Math.min(Math.max(share, 0), 1) * 100}%`;
}
