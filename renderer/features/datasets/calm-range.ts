import { useEffect, useState } from "react";

/** Places of the list, both ends in it. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Two jumps that come sooner after each other than this are one movement of the scroll bar. */
export const CALM_MS = 60;
/** Places beyond what was asked for that are no jump: scrolling goes through them. */
const NEAR = 200;

/** Whether scrolling leads from one stretch of the list to another without a jump. */
export function isNear(one: Range, other: Range): boolean {
  return other.first <= one.last + NEAR && other.last >= one.first - NEAR;
}

/** Milliseconds until a jump may be followed, so that a bar that is dragged over a million pictures does not ask for all it passes. */
export function waitAfterJump(jumpedAtMs: number, nowMs: number): number {
  return Math.max(0, jumpedAtMs + CALM_MS - nowMs);
}

/**
 * The stretch of the list to ask for: what is in sight, at once while it is scrolled and after a single jump; a dozen times a second while
 * one jump follows the other.
 */
export function useCalmRange(wanted: Range): Range {
  const { first, last } = wanted;
  const [asked, setAsked] = useState({
    first,
    last,
    jumpedAtMs: Number.NEGATIVE_INFINITY,
  });
  const follows = isNear(asked, wanted);
  if (follows && (asked.first !== first || asked.last !== last)) {
    setAsked({ ...asked, first, last });
  }
  useEffect(() => {
    if (follows) return;
    const timer = setTimeout(
      () => setAsked({ first, last, jumpedAtMs: performance.now() }),
      waitAfterJump(asked.jumpedAtMs, performance.now()),
    );
    return () => clearTimeout(timer);
  }, [first, last, follows, asked.jumpedAtMs]);
  return follows ? wanted : asked;
}
