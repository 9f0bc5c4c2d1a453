import "./charts.css";

export interface TopBar {
  readonly id: number | string;
  readonly label: string;
  /** 0 to 1. */
  readonly share: number;
  /** Any CSS colour. */
  readonly color: string;
}

/** Horizontal bars of shares, largest first as given; with `onChoose` each row is a button. */
export function TopBars(props: {
  readonly label: string;
  readonly bars: readonly TopBar[];
  readonly format: (share: number) => string;
  readonly chosen?: number | string | null;
  readonly onChoose?: (id: number | string) => void;
}) {
  const { onChoose } = props;
  return (
    <ol className="top-bars" aria-label={props.label}>
      {props.bars.map((bar) => {
        const content = (
          <>
            <span className="top-bars-name" title={bar.label}>
              {bar.label}
            </span>
            <span className="top-bars-track" aria-hidden="true">
              <span
                className="top-bars-fill"
                style={{
                  transform: `scaleX(${Math.min(Math.max(bar.share, 0), 1)})`,
                  background: bar.color,
                }}
              />
            </span>
            <span className="top-bars-value">{props.format(bar.share)}</span>
          </>
        );
        return (
          <li key={bar.id}>
            {onChoose === undefined ? (
              <span className="top-bars-row">{content}</span>
            ) : (
              <button
                type="button"
                className="top-bars-row"
                aria-pressed={props.chosen === bar.id}
                onClick={() => onChoose(bar.id)}
              >
                {content}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
