import {
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
} from "react";

import { cellStrength, type ConfusionView } from "./confusion-cell.ts";
import { moveCell } from "./confusion-order.ts";

/** A confusion matrix of elements, for as many classes as have room for their numbers. */
export function ConfusionGrid(props: ConfusionView) {
  const { names } = props;
  const [active, setActive] = useState({ row: 0, column: 0 });
  const table = useRef<HTMLTableElement>(null);
  const reachable =
    active.row < names.length && active.column < names.length
      ? active
      : { row: 0, column: 0 };

  function onKeyDown(event: KeyboardEvent) {
    const next = moveCell(reachable, event.key, names.length, event.ctrlKey);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    table.current
      ?.querySelector<HTMLElement>(`[data-cell="${next.row},${next.column}"]`)
      ?.focus();
  }

  return (
    <div className="confusion">
      <div className="confusion-axis-predicted" aria-hidden="true">
        {props.predictedLabel}
      </div>
      <div className="confusion-axis-true" aria-hidden="true">
        {props.trueLabel}
      </div>
      <table
        ref={table}
        aria-label={props.label}
        className="confusion-grid"
        data-dense={names.length > 14}
        style={{ maxWidth: 160 + names.length * (names.length > 14 ? 44 : 72) }}
      >
        <thead>
          <tr>
            <th scope="col" className="confusion-corner">
              <span className="chart-hidden">{props.trueLabel}</span>
            </th>
            {names.map((name, column) => (
              <th key={column} scope="col" title={name}>
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, row) => (
            <tr key={row}>
              <th scope="row" title={name}>
                {name}
              </th>
              {names.map((_name, column) => {
                const cell = props.cellAt({ row, column });
                const sentence = props.describeCell(cell);
                return (
                  <td key={column}>
                    <button
                      type="button"
                      className="confusion-cell"
                      data-cell={`${row},${column}`}
                      data-right={row === column}
                      data-empty={cell.count === 0}
                      aria-pressed={
                        props.open?.row === row && props.open.column === column
                      }
                      aria-label={sentence}
                      title={sentence}
                      tabIndex={
                        reachable.row === row && reachable.column === column
                          ? 0
                          : -1
                      }
                      style={
                        {
                          "--strength": `${Math.round(cellStrength(cell) * 100)}%`,
                        } as CSSProperties
                      }
                      onKeyDown={onKeyDown}
                      onFocus={() => setActive({ row, column })}
                      onClick={() => props.onOpen(cell)}
                    >
                      {cell.count === 0 ? "" : props.cellText(cell)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
