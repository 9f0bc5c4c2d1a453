/**
 * Scrolling beyond the browser's height limit. A browser holds no element higher than some 33 million pixels, a million pictures
 * may be 100 million high. So the scrolled element is lower than its content, and a place of the scroll bar stands for a place of
 * the content: pixel for pixel near both ends, so that these are exact, and stretched between them. A small movement (a wheel, a
 * key) is always taken pixel for pixel; the bar is put right when the movement has ended.
 */
export interface ScrollScale {
  /** Height of all rows. */
  readonly contentHeight: number;
  /** Height of the element that the browser scrolls; at most HIGHEST_ELEMENT. */
  readonly elementHeight: number;
  /** Inner height of the scroller. */
  readonly viewHeight: number;
}

/** Where the content stands, and where the bar stood then. */
export interface ScrollPlace {
  /** First pixel of the content in sight. */
  readonly top: number;
  /** The scroller's scrollTop. */
  readonly bar: number;
}

/** Well below the limits of Chromium (33,554,431), Firefox (17,895,697) and WebKit (33,554,428). */
const HIGHEST_ELEMENT = 12_000_000;
/** At each end the bar and the content move together. */
const EXACT_END = 1_000_000;

export function scrollScale(
  contentHeight: number,
  viewHeight: number,
): ScrollScale {
  return {
    contentHeight,
    elementHeight: Math.min(contentHeight, HIGHEST_ELEMENT),
    viewHeight,
  };
}

/** The furthest that the content can be scrolled. */
export function lastTop({ contentHeight, viewHeight }: ScrollScale): number {
  return Math.max(0, contentHeight - viewHeight);
}

function lastBar({ elementHeight, viewHeight }: ScrollScale): number {
  return Math.max(0, elementHeight - viewHeight);
}

/** How many pixels of the content one pixel of the bar stands for, between the exact ends. */
function stretch(scale: ScrollScale): number {
  return (lastTop(scale) - 2 * EXACT_END) / (lastBar(scale) - 2 * EXACT_END);
}

function isExact({ contentHeight, elementHeight }: ScrollScale): boolean {
  return contentHeight === elementHeight;
}

/** Place of the content for a place of the bar. */
export function topOfBar(scale: ScrollScale, bar: number): number {
  const last = lastBar(scale);
  const held = Math.min(last, Math.max(0, bar));
  if (isExact(scale) || held <= EXACT_END) {
    return held;
  }
  return held >= last - EXACT_END
    ? lastTop(scale) - (last - held)
    : EXACT_END + (held - EXACT_END) * stretch(scale);
}

/** Place of the bar for a place of the content. */
export function barOfTop(scale: ScrollScale, top: number): number {
  const last = lastTop(scale);
  const held = Math.min(last, Math.max(0, top));
  if (isExact(scale) || held <= EXACT_END) {
    return held;
  }
  return held >= last - EXACT_END
    ? lastBar(scale) - (last - held)
    : EXACT_END + (held - EXACT_END) / stretch(scale);
}

/** Where the content stands after the bar has moved: a small way pixel for pixel, a long one to where the bar points. */
export function followBar(
  scale: ScrollScale,
  from: ScrollPlace,
  bar: number,
): ScrollPlace {
  const way = bar - from.bar;
  const isSmall = Math.abs(way) <= scale.viewHeight;
  const top =
    isExact(scale) || !isSmall
      ? topOfBar(scale, bar)
      : Math.min(lastTop(scale), Math.max(0, from.top + way));
  return { top, bar };
}

/**
 * The place from which a stretch of the content is in sight, by the shortest way.
 * @param first its first pixel  @param last its last one
 */
export function revealed(
  scale: ScrollScale,
  top: number,
  first: number,
  last: number,
): number {
  const wanted =
    first < top
      ? first
      : last > top + scale.viewHeight
        ? last - scale.viewHeight
        : top;
  return Math.min(lastTop(scale), Math.max(0, wanted));
}
