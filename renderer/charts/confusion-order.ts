/** Arithmetic on a confusion matrix (rows: true class, columns: predicted): orders, shares, the largest confusions. */

export type ConfusionMatrixCounts = readonly (readonly number[])[];

export type ConfusionOrder = "given" | "name" | "errors" | "similarity";

export interface Confusion {
  readonly row: number;
  readonly column: number;
  readonly count: number;
  /** Of the pictures of the true class, 0 to 1. */
  readonly share: number;
}

/** The sum of a row: pictures of that true class. */
export function rowTotal(matrix: ConfusionMatrixCounts, row: number): number {
  return (matrix[row] ?? []).reduce((sum, count) => sum + count, 0);
}

/** Share of the true class that a cell holds, 0 to 1; 0 for a class without pictures. */
export function cellShare(
  matrix: ConfusionMatrixCounts,
  row: number,
  column: number,
): number {
  const total = rowTotal(matrix, row);
  return total === 0 ? 0 : (matrix[row]?.[column] ?? 0) / total;
}

/**
 * The order in which classes are shown, as indices into the matrix.
 * `errors`: the class with the largest share of mistakes first. `similarity`: classes that are taken for each other stand
 * next to each other.
 */
export function orderClasses(
  matrix: ConfusionMatrixCounts,
  names: readonly string[],
  order: ConfusionOrder,
): number[] {
  const indices = matrix.map((_row, index) => index);
  switch (order) {
    case "given":
      return indices;
    case "name":
      return indices.toSorted((first, second) =>
        (names[first] ?? "").localeCompare(names[second] ?? "", undefined, {
          numeric: true,
        }),
      );
    case "errors":
      return indices.toSorted(
        (first, second) =>
          errorShare(matrix, second) - errorShare(matrix, first) ||
          first - second,
      );
    case "similarity":
      return chainBySimilarity(matrix);
  }
}

function errorShare(matrix: ConfusionMatrixCounts, row: number): number {
  return rowTotal(matrix, row) === 0 ? 0 : 1 - cellShare(matrix, row, row);
}

/**
 * A chain that grows at whichever end finds the more confused neighbour, from the most confused pair on: nearest-neighbour
 * seriation, O(classes²).
 */
function chainBySimilarity(matrix: ConfusionMatrixCounts): number[] {
  const count = matrix.length;
  const shares = matrix.map((row, index) => {
    const total = rowTotal(matrix, index);
    return row.map((value) => (total === 0 ? 0 : value / total));
  });
  const similarity = (first: number, second: number) =>
    (shares[first]?.[second] ?? 0) + (shares[second]?.[first] ?? 0);

  const rest = new Set(matrix.map((_row, index) => index));
  if (count === 0) return [];
  let start: [number, number] = [0, Math.min(1, count - 1)];
  let strongest = -1;
  for (let first = 0; first < count; first++) {
    for (let second = first + 1; second < count; second++) {
      const value = similarity(first, second);
      if (value > strongest) {
        strongest = value;
        start = [first, second];
      }
    }
  }
  const chain = [...new Set(start)];
  for (const index of chain) rest.delete(index);
  while (rest.size > 0) {
    const head = chain[0] ?? 0;
    const tail = chain.at(-1) ?? 0;
    let best = { index: -1, value: -1, atHead: false };
    for (const index of rest) {
      const toTail = similarity(index, tail);
      const toHead = similarity(index, head);
      if (toTail > best.value) best = { index, value: toTail, atHead: false };
      if (toHead > best.value) best = { index, value: toHead, atHead: true };
    }
    if (best.atHead) chain.unshift(best.index);
    else chain.push(best.index);
    rest.delete(best.index);
  }
  return chain;
}

/** Off-diagonal cells with pictures in them, most pictures first. */
export function largestConfusions(
  matrix: ConfusionMatrixCounts,
  limit: number,
): Confusion[] {
  const found: Confusion[] = [];
  matrix.forEach((cells, row) => {
    const total = rowTotal(matrix, row);
    cells.forEach((count, column) => {
      if (row !== column && count > 0)
        found.push({ row, column, count, share: count / total });
    });
  });
  return found
    .toSorted(
      (first, second) =>
        second.count - first.count || second.share - first.share,
    )
    .slice(0, limit);
}

export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads from a cell of a grid of `size` × `size`; null for keys that do not move. */
export function moveCell(
  from: CellPosition,
  key: string,
  size: number,
  withControl: boolean,
): CellPosition | null {
  const last = size - 1;
  const clamp = (value: number) => Math.min(Math.max(value, 0), last);
  switch (key) {
    case "ArrowLeft":
      return { row: from.row, column: clamp(from.column - 1) };
    case "ArrowRight":
      return { row: from.row, column: clamp(from.column + 1) };
    case "ArrowUp":
      return { row: clamp(from.row - 1), column: from.column };
    case "ArrowDown":
      return { row: clamp(from.row + 1), column: from.column };
    case "PageUp":
      return { row: clamp(from.row - 10), column: from.column };
    case "PageDown":
      return { row: clamp(from.row + 10), column: from.column };
    case "Home":
      return { row: withControl ? 0 : from.row, column: 0 };
    case "End":
      return { row: withControl ? last : from.row, column: last };
    default:
      return null;
  }
}
