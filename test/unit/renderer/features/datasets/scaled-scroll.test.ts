import { describe, expect, it } from "vitest";

import {
  layOutGrid,
  rowCount,
} from "#renderer/features/datasets/grid-layout.ts";
import type { ScrollScale } from "#renderer/features/datasets/scaled-scroll.ts";
import {
  barOfTop,
  followBar,
  lastTop,
  revealed,
  scrollScale,
  topOfBar,
} from "#renderer/features/datasets/scaled-scroll.ts";
import { keptTop } from "#renderer/features/datasets/use-row-window.ts";

const VIEW = 700;
const PADDING = 8;

/** A million pictures, three in a row: far beyond what a browser can scroll. */
const MILLION = layOutGrid(1000, 320, 1_000_000);
const HUGE = scrollScale(
  rowCount(MILLION) * MILLION.rowHeight + 2 * PADDING,
  VIEW,
);
const SMALL = scrollScale(90_000, VIEW);

function lastBar(scale: ScrollScale): number {
  return scale.elementHeight - scale.viewHeight;
}

describe("a scroll bar whose content is higher than the browser allows", () => {
  it("is within the browser's limit, and its content is not", () => {
    expect(HUGE.contentHeight).toBeGreaterThan(33_554_431);
    expect(HUGE.elementHeight).toBeLessThan(17_895_697);
  });

  it("is exact at both ends, a wheel's way from them too", () => {
    const end = lastBar(HUGE);
    expect(topOfBar(HUGE, 0)).toBe(0);
    expect(topOfBar(HUGE, 100)).toBe(100);
    expect(topOfBar(HUGE, end)).toBe(lastTop(HUGE));
    expect(topOfBar(HUGE, end - 100)).toBe(lastTop(HUGE) - 100);
    const last = { top: lastTop(HUGE), bar: end };
    expect(followBar(HUGE, last, end - 120).top).toBe(lastTop(HUGE) - 120);
  });

  it("leads to every picture and back to where it stood, and never turns round", () => {
    let before = -1;
    for (let step = 0; step <= 1000; step += 1) {
      const top = (lastTop(HUGE) * step) / 1000;
      const bar = barOfTop(HUGE, top);
      expect(bar).toBeGreaterThan(before);
      expect(topOfBar(HUGE, bar)).toBeCloseTo(top, 3);
      before = bar;
    }
  });

  it("takes a small movement pixel for pixel anywhere, a long one to where the bar points", () => {
    const top = lastTop(HUGE) / 3;
    const bar = barOfTop(HUGE, top);
    expect(followBar(HUGE, { top, bar }, bar + 53).top).toBe(top + 53);
    expect(followBar(HUGE, { top, bar }, bar - 53).top).toBe(top - 53);
    expect(followBar(HUGE, { top, bar }, 6_000_000).top).toBe(
      topOfBar(HUGE, 6_000_000),
    );
  });

  it("is the browser's own where the content is low enough", () => {
    expect(SMALL.elementHeight).toBe(SMALL.contentHeight);
    for (const bar of [0, 1, 500, 44_444, 89_300]) {
      expect(topOfBar(SMALL, bar)).toBe(bar);
      expect(barOfTop(SMALL, bar)).toBe(bar);
    }
    expect(topOfBar(SMALL, 99_999)).toBe(89_300);
    expect(lastTop(scrollScale(300, VIEW))).toBe(0);
  });
});

describe("bringing a row into sight", () => {
  it("moves the least, and not at all when it is there", () => {
    expect(revealed(SMALL, 1000, 1100, 1200)).toBe(1000);
    expect(revealed(SMALL, 1000, 900, 1000)).toBe(900);
    expect(revealed(SMALL, 1000, 1800, 1900)).toBe(1200);
  });

  it("shows the last picture of a million at the very end", () => {
    const row = rowCount(MILLION) - 1;
    const first = row * MILLION.rowHeight;
    expect(
      revealed(HUGE, 0, first, first + MILLION.rowHeight + 2 * PADDING),
    ).toBe(lastTop(HUGE));
  });
});

describe("a layout that changes", () => {
  it("keeps the picture at the top, within a row", () => {
    const after = layOutGrid(1000, 96, 1_000_000);
    const row = 250_000;
    const top = keptTop(
      PADDING + row * MILLION.rowHeight,
      MILLION,
      after,
      PADDING,
    );
    const shown = Math.floor((top - PADDING) / after.rowHeight);
    const index = row * MILLION.columns;
    expect(shown).toBe(Math.floor(index / after.columns));
  });

  it("stays where it is when pictures come or go, and at the top when it was there", () => {
    const fewer = { ...MILLION, count: 900_000 };
    expect(keptTop(5000, MILLION, fewer, PADDING)).toBe(5000);
    expect(keptTop(0, MILLION, layOutGrid(1000, 96, 10), PADDING)).toBe(0);
  });
});
