/** Where the cells of the grid lie; all in pixels of the scrolled content. */
export interface GridLayout {
  readonly columns: number;
  readonly cellWidth: number;
  readonly rowHeight: number;
  readonly gap: number;
  readonly count: number;
}

export const GRID_GAP = 8;
const CAPTION_HEIGHT = 24;

/**
 * As many columns as fit at the wanted size; the cells then share the width evenly, so that nothing is left over.
 * @param width  of the content
 * @param wanted side of a picture
 */
export function layOutGrid(
  width: number,
  wanted: number,
  count: number,
): GridLayout {
  const columns = Math.max(
    1,
    Math.floor((width + GRID_GAP) / (wanted + GRID_GAP)),
  );
  const cellWidth = Math.max(
    24,
    Math.floor((width - GRID_GAP * (columns - 1)) / columns),
  );
  return {
    columns,
    cellWidth,
    rowHeight: cellWidth + CAPTION_HEIGHT + GRID_GAP,
    gap: GRID_GAP,
    count,
  };
}

export function rowCount({ columns, count }: GridLayout): number {
  return Math.ceil(count / columns);
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Indices of all cells that a rectangle touches, in order. */
export function cellsInRectangle(
  layout: GridLayout,
  { left, top, right, bottom }: Rectangle,
): number[] {
  const pitch = layout.cellWidth + layout.gap;
  const firstColumn = Math.max(0, Math.ceil((left - layout.cellWidth) / pitch));
  const lastColumn = Math.min(layout.columns - 1, Math.floor(right / pitch));
  const height = layout.rowHeight - layout.gap;
  const firstRow = Math.max(0, Math.ceil((top - height) / layout.rowHeight));
  const lastRow = Math.min(
    rowCount(layout) - 1,
    Math.floor(bottom / layout.rowHeight),
  );
  const cells: number[] = [];
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const index = row * layout.columns + column;
      if (index < layout.count) {
        cells.push(index);
      }
    }
  }
  return cells;
}

/** Where a key leads from a cell; null for a key that does not move. */
export function moveFocus(
  layout: GridLayout,
  from: number,
  key: string,
  rowsPerPage: number,
): number | null {
  const step = steps(layout, Math.max(1, rowsPerPage))[key];
  if (step === undefined || layout.count === 0) {
    return null;
  }
  const last = layout.count - 1;
  const target = from + step;
  // Up and down keep the column: at the first and last row they stay.
  if (Number.isFinite(step) && Math.abs(step) === layout.columns) {
    return target < 0
      ? from
      : target > last
        ? sameRow(layout, from, last)
          ? from
          : last
        : target;
  }
  return Math.min(last, Math.max(0, target));
}

function steps(
  { columns }: GridLayout,
  rowsPerPage: number,
): Record<string, number> {
  return {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * rowsPerPage,
    PageDown: columns * rowsPerPage,
    Home: -Infinity,
    End: Infinity,
  };
}

function sameRow(layout: GridLayout, one: number, other: number): boolean {
  return (
    Math.floor(one / layout.columns) === Math.floor(other / layout.columns)
  );
}
