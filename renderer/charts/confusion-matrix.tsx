import { useMemo } from "react";

import { ConfusionCanvas } from "./confusion-canvas.tsx";
import type { ConfusionCell, ConfusionView } from "./confusion-cell.ts";
import { ConfusionGrid } from "./confusion-grid.tsx";
import {
  cellShare,
  orderClasses,
  rowTotal,
  type CellPosition,
  type ConfusionMatrixCounts,
  type ConfusionOrder,
} from "./confusion-order.ts";
import "./charts.css";
import "./confusion.css";

/** Up to here every cell is an element with its number; beyond, cells are painted and one moves with the focus. */
const MOST_CLASSES_AS_ELEMENTS = 32;

/**
 * Rows: true class; columns: predicted. Arrow keys move between cells, Enter opens a cell's pictures, and each cell reads as a
 * sentence. `open` and the cells handed to `onOpen` are positions in `counts`, whatever the order shown.
 */
export function ConfusionMatrix(
  props: Omit<ConfusionView, "cellAt"> & {
    readonly counts: ConfusionMatrixCounts;
    readonly order: ConfusionOrder;
  },
) {
  const { counts, names, order } = props;
  const shown = useMemo(
    () => orderClasses(counts, names, order),
    [counts, names, order],
  );
  const cellAt = useMemo(
    () => (position: CellPosition) =>
      describe(counts, names, {
        row: shown[position.row] ?? 0,
        column: shown[position.column] ?? 0,
      }),
    [counts, names, shown],
  );
  const view: ConfusionView = {
    ...props,
    names: shown.map((index) => names[index] ?? ""),
    cellAt,
    open: props.open && {
      row: shown.indexOf(props.open.row),
      column: shown.indexOf(props.open.column),
    },
  };
  return counts.length <= MOST_CLASSES_AS_ELEMENTS ? (
    <ConfusionGrid {...view} />
  ) : (
    <ConfusionCanvas {...view} />
  );
}

function describe(
  counts: ConfusionMatrixCounts,
  names: readonly string[],
  { row, column }: CellPosition,
): ConfusionCell {
  return {
    row,
    column,
    trueName: names[row] ?? "",
    predictedName: names[column] ?? "",
    count: counts[row]?.[column] ?? 0,
    share: cellShare(counts, row, column),
    total: rowTotal(counts, row),
  };
}
