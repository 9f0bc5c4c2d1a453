import type { CellPosition } from "./confusion-order.ts";

/** What is known of one cell; row and column are indices into the matrix, whatever the order shown. */
export interface ConfusionCell extends CellPosition {
  readonly trueName: string;
  readonly predictedName: string;
  readonly count: number;
  /** Of the true class's pictures, 0 to 1. */
  readonly share: number;
  /** All pictures of the true class. */
  readonly total: number;
}

/** What both forms of the matrix draw. */
export interface ConfusionView {
  readonly label: string;
  readonly trueLabel: string;
  readonly predictedLabel: string;
  /** Shown in the cell. */
  readonly cellText: (cell: ConfusionCell) => string;
  /** Announced, and shown on hover. */
  readonly describeCell: (cell: ConfusionCell) => string;
  readonly onOpen: (cell: ConfusionCell) => void;
  /** Names in the order shown. */
  readonly names: readonly string[];
  /** By row and column as shown. */
  readonly cellAt: (position: CellPosition) => ConfusionCell;
  /** The cell whose pictures are open, as shown, or null. */
  readonly open: CellPosition | null;
}

/** How strongly a cell is coloured, 0 to 1: the root of its share, so that a few pictures among many still show. */
export function cellStrength(cell: ConfusionCell): number {
  return Math.sqrt(cell.share);
}
