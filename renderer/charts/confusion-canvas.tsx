import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from "react";

import { cellStrength, type ConfusionView } from "./confusion-cell.ts";
import { moveCell, type CellPosition } from "./confusion-order.ts";
import { useColorResolver, type ColorResolver } from "./css-color.ts";
import { useElementSize } from "./element-size.ts";

/** Least side of a cell: below, hitting one is luck. */
const LEAST_CELL_PX = 4;
const USUAL_SIDE_PX = 680;

/** A painted confusion matrix for many classes: all at a glance, one cell at a time by pointer or arrow keys. */
export function ConfusionCanvas(props: ConfusionView) {
  const { names, cellAt, open } = props;
  const count = names.length;
  const [active, setActive] = useState<CellPosition>({ row: 0, column: 0 });
  const [hovered, setHovered] = useState<CellPosition | null>(null);
  const [focused, setFocused] = useState(false);
  const [frame, width] = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const colors = useColorResolver();
  const cellPx = Math.max(
    LEAST_CELL_PX,
    Math.min(width, USUAL_SIDE_PX) / count,
  );
  const sidePx = cellPx * count;

  useEffect(() => {
    if (canvas.current !== null && width > 0)
      paint(canvas.current, { cellAt, cellPx, count, colors });
  }, [cellAt, cellPx, count, width, colors]);

  function positionOf(event: MouseEvent): CellPosition {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      row: cellIndex(event.clientY - box.top, cellPx, count),
      column: cellIndex(event.clientX - box.left, cellPx, count),
    };
  }

  function onKeyDown(event: KeyboardEvent) {
    const next = moveCell(active, event.key, count, event.ctrlKey);
    if (next === null) return;
    event.preventDefault();
    setHovered(null);
    setActive(next);
  }

  function onClick(event: MouseEvent) {
    // A click without a pointer is Enter or Space: it speaks of the cell that the arrow keys reached.
    const position = event.detail === 0 ? active : positionOf(event);
    setActive(position);
    props.onOpen(cellAt(position));
  }

  return (
    <div className="confusion-painted" ref={frame}>
      <p className="confusion-reading" aria-hidden="true">
        {props.describeCell(cellAt(hovered ?? active))}
      </p>
      <button
        type="button"
        className="confusion-surface"
        aria-label={props.label}
        style={{ width: sidePx, height: sidePx }}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onMouseMove={(event) => setHovered(positionOf(event))}
        onMouseLeave={() => setHovered(null)}
        onClick={onClick}
      >
        <canvas
          ref={canvas}
          aria-hidden="true"
          style={{ width: sidePx, height: sidePx }}
        />
        {open !== null && (
          <span className="confusion-marker" style={cellBox(open, cellPx)} />
        )}
        {focused && (
          <span className="confusion-marker" style={cellBox(active, cellPx)} />
        )}
      </button>
      <p className="chart-hidden" aria-live="polite">
        {focused ? props.describeCell(cellAt(active)) : ""}
      </p>
    </div>
  );
}

function cellIndex(offsetPx: number, cellPx: number, count: number): number {
  return Math.min(Math.max(Math.floor(offsetPx / cellPx), 0), count - 1);
}

function cellBox(position: CellPosition, cellPx: number) {
  return {
    left: position.column * cellPx,
    top: position.row * cellPx,
    width: cellPx,
    height: cellPx,
  };
}

function paint(
  canvas: HTMLCanvasElement,
  view: Pick<ConfusionView, "cellAt"> & {
    readonly cellPx: number;
    readonly count: number;
    readonly colors: ColorResolver;
  },
): void {
  const { cellPx, count, colors } = view;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const sidePx = cellPx * count;
  canvas.width = Math.round(sidePx * devicePixelRatio);
  canvas.height = canvas.width;
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = colors(canvas, "var(--chart-cell)");
  context.fillRect(0, 0, sidePx, sidePx);
  const right = colors(canvas, "var(--chart-right)");
  const wrong = colors(canvas, "var(--chart-wrong)");
  const gap = cellPx > 8 ? 1 : 0;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const cell = view.cellAt({ row, column });
      if (cell.count === 0) continue;
      context.globalAlpha = 0.2 + 0.8 * cellStrength(cell);
      context.fillStyle = row === column ? right : wrong;
      context.fillRect(
        column * cellPx,
        row * cellPx,
        cellPx - gap,
        cellPx - gap,
      );
    }
  }
}
