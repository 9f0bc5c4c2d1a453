import type { RefObject } from "react";
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

import type { GridLayout } from "./grid-layout.ts";
import { rowCount } from "./grid-layout.ts";
import type { ScrollPlace } from "./scaled-scroll.ts";
import {
  barOfTop,
  followBar,
  lastTop,
  revealed,
  scrollScale,
} from "./scaled-scroll.ts";

export interface RowWindow {
  /** First and last row to draw, some beyond what is in sight. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** First pixel of the content in sight. */
  readonly top: number;
  /** Whether the rows last went up, so that what comes next lies before them. */
  readonly goesUp: boolean;
  /** Height of the element that is scrolled, pixels. */
  readonly elementHeight: number;
  readonly scrollToRow: (row: number) => void;
  readonly scrollToTop: () => void;
}

const BEYOND = 2;
/** A scroll bar that has stood still for so long is put right. */
const REST_MS = 150;
const AT_THE_TOP: ScrollPlace = { top: 0, bar: 0 };

/**
 * Which rows of a long list are in sight. All rows have one height, so a row's place is a product and a million pictures cost
 * what forty do; see scaled-scroll.ts for the scroll bar. The rows are drawn in a view that stays where it is (`top` says which
 * part of the content it shows), so that nothing blank can come into sight however fast it is scrolled.
 * @param height  inner height of the scroller, pixels
 * @param padding above the first row and below the last one, pixels
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout,
  height: number,
  padding: number,
): RowWindow {
  const { rowHeight } = layout;
  const rows = rowCount(layout);
  const contentHeight = rows === 0 ? 0 : rows * rowHeight + 2 * padding;
  const place = useRef(AT_THE_TOP);
  const [shownAt, setShownAt] = useState({ top: 0, goesUp: false });
  const scale = useRef(scrollScale(contentHeight, height));

  const moveTo = useCallback(
    (wanted: number) => {
      const next = Math.min(lastTop(scale.current), Math.max(0, wanted));
      const bar = moveBar(scroller, barOfTop(scale.current, next));
      place.current = { top: next, bar };
      setShownAt((before) => moved(before, next));
    },
    [scroller],
  );

  // The picture at the top stays there when the pictures become larger, fewer or more.
  const shown = useRef(layout);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = layout;
    scale.current = scrollScale(contentHeight, height);
    moveTo(keptTop(place.current.top, before, layout, padding));
  }, [layout, contentHeight, height, padding, moveTo]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    let rest: ReturnType<typeof setTimeout> | undefined;
    function follow(): void {
      const bar = element?.scrollTop ?? 0;
      if (Math.abs(bar - place.current.bar) < 1) {
        return;
      }
      const next = followBar(scale.current, place.current, bar);
      place.current = next;
      setShownAt((before) => moved(before, next.top));
      clearTimeout(rest);
      rest = setTimeout(() => moveTo(place.current.top), REST_MS);
    }
    element.addEventListener("scroll", follow, { passive: true });
    return () => {
      clearTimeout(rest);
      element.removeEventListener("scroll", follow);
    };
  }, [scroller, moveTo]);

  const scrollToRow = useCallback(
    (row: number) => {
      const first = row * rowHeight;
      const last = first + rowHeight + 2 * padding;
      moveTo(revealed(scale.current, place.current.top, first, last));
    },
    [moveTo, rowHeight, padding],
  );
  const scrollToTop = useCallback(() => moveTo(0), [moveTo]);

  return {
    ...visibleRows(shownAt.top - padding, height, rows, rowHeight),
    ...shownAt,
    elementHeight: scrollScale(contentHeight, height).elementHeight,
    scrollToRow,
    scrollToTop,
  };
}

/** Where the bar then stands: browsers round. */
function moveBar(
  scroller: RefObject<HTMLElement | null>,
  wanted: number,
): number {
  const element = scroller.current;
  if (element !== null && Math.abs(element.scrollTop - wanted) >= 1) {
    element.scrollTo({ top: wanted });
  }
  return element?.scrollTop ?? 0;
}

interface ShownAt {
  readonly top: number;
  readonly goesUp: boolean;
}

function moved(before: ShownAt, top: number): ShownAt {
  return top === before.top ? before : { top, goesUp: top < before.top };
}

/** Where the content has to stand in another layout for the same picture to be at the top; the top itself stays the top. */
export function keptTop(
  top: number,
  before: GridLayout,
  after: GridLayout,
  padding: number,
): number {
  if (
    top <= padding ||
    (before.columns === after.columns && before.rowHeight === after.rowHeight)
  ) {
    return top;
  }
  const row = (top - padding) / before.rowHeight;
  const first = Math.floor(row) * before.columns;
  return (
    padding + (Math.floor(first / after.columns) + (row % 1)) * after.rowHeight
  );
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
