import "./table.css";

import type { ReactNode } from "react";
import { useState } from "react";

import { classNames } from "./class-names.ts";

export interface Column<Row> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** `end` for figures. */
  readonly align?: "start" | "end";
  /** Present: the column can be sorted by this. */
  readonly sortBy?: (row: Row) => number | string;
}

interface Order {
  readonly columnId: string;
  readonly descending: boolean;
}

/** A plain table; headings with `sortBy` sort on click, first largest on top for figures. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  onRowClick,
}: {
  /** For screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  onRowClick?: (row: Row) => void;
}) {
  const [order, setOrder] = useState<Order | null>(null);
  const sorted = sortRows(rows, columns, order);
  return (
    <div className="table-scroll">
      <table className="table">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={column.align === "end" ? "table__end" : undefined}
                aria-sort={sortState(column.id, order)}
              >
                {column.sortBy === undefined ? (
                  column.header
                ) : (
                  <button
                    type="button"
                    className="table__sort"
                    onClick={() => setOrder(nextOrder(column, order))}
                  >
                    {column.header}
                    {order?.columnId === column.id &&
                      (order.descending ? " ↓" : " ↑")}
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr
              key={rowKey(row)}
              className={classNames(
                onRowClick !== undefined && "table__row--active",
              )}
              onClick={
                onRowClick === undefined ? undefined : () => onRowClick(row)
              }
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={column.align === "end" ? "table__end" : undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sortState(
  columnId: string,
  order: Order | null,
): "ascending" | "descending" | undefined {
  if (order?.columnId !== columnId) {
    return undefined;
  }
  return order.descending ? "descending" : "ascending";
}

function nextOrder<Row>(column: Column<Row>, order: Order | null): Order {
  if (order?.columnId === column.id) {
    return { columnId: column.id, descending: !order.descending };
  }
  return { columnId: column.id, descending: column.align === "end" };
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | null,
): readonly Row[] {
  const sortBy = columns.find(({ id }) => id === order?.columnId)?.sortBy;
  if (sortBy === undefined || order === null) {
    return rows;
  }
  const sign = order.descending ? -1 : 1;
  return rows.toSorted((first, second) => {
    const [one, other] = [sortBy(first), sortBy(second)];
    return sign * (one < other ? -1 : one > other ? 1 : 0);
  });
}
