import type { RefObject } from "react";
import { useCallback, useEffect, useState } from "react";

export interface RowWindow {
  /** First and last row to draw, some beyond what is in sight. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** Height of all rows, pixels. */
  readonly contentHeight: number;
  readonly scrollToRow: (row: number) => void;
  readonly scrollToTop: () => void;
}

const BEYOND = 2;

/**
 * Which rows of a long list are in sight. All rows have one height, so a row's place is a product and a hundred thousand
 * pictures cost what forty do.
 * @param height  inner height of the scroller, pixels
 * @param padding of the scroller above its content, pixels
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  rows: number,
  rowHeight: number,
  height: number,
  padding: number,
): RowWindow {
  const [scrollTop, setScrollTop] = useState(0);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    function follow(): void {
      setScrollTop(element?.scrollTop ?? 0);
    }
    follow();
    element.addEventListener("scroll", follow, { passive: true });
    return () => element.removeEventListener("scroll", follow);
  }, [scroller]);

  const scrollToRow = useCallback(
    (row: number) => revealRow(scroller, row, rowHeight, padding),
    [scroller, rowHeight, padding],
  );
  const scrollToTop = useCallback(() => scrollUp(scroller), [scroller]);

  return {
    ...visibleRows(scrollTop, height, rows, rowHeight),
    contentHeight: rows * rowHeight,
    scrollToRow,
    scrollToTop,
  };
}

function revealRow(
  scroller: RefObject<HTMLElement | null>,
  row: number,
  rowHeight: number,
  padding: number,
): void {
  const element = scroller.current;
  if (element === null) {
    return;
  }
  const top = row * rowHeight;
  const bottom = top + rowHeight + 2 * padding;
  if (top < element.scrollTop) {
    element.scrollTo({ top });
  } else if (bottom > element.scrollTop + element.clientHeight) {
    element.scrollTo({ top: bottom - element.clientHeight });
  }
}

function scrollUp(scroller: RefObject<HTMLElement | null>): void {
  scroller.current?.scrollTo({ top: 0 });
}

/** First and last row to draw; none (0 to -1) of an empty list. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rows: number,
  rowHeight: number,
): { readonly firstRow: number; readonly lastRow: number } {
  const last = Math.max(0, rows - 1);
  const top = Math.floor(scrollTop / rowHeight);
  const bottom = Math.floor((scrollTop + height) / rowHeight);
  return {
    firstRow: Math.min(last, Math.max(0, top - BEYOND)),
    lastRow: Math.min(rows - 1, bottom + BEYOND),
  };
}
