import type { PointerEvent, RefObject } from "react";
import { useRef, useState } from "react";

import type { GridLayout, Rectangle } from "./grid-layout.ts";
import { cellsInRectangle } from "./grid-layout.ts";

const THRESHOLD = 6;
const EDGE = 28;
const SCROLL_STEP = 14;

interface Drag {
  readonly pointerId: number;
  readonly x: number;
  readonly y: number;
  active: boolean;
}

/**
 * Selecting with a rectangle that is drawn over the grid. Near the edge the grid scrolls along.
 * @param top      first pixel of the content in sight
 * @param padding  around the cells, pixels
 * @param onCover  cells under the band; `kept` when Ctrl or Shift keeps what was selected
 */
export function useRubberBand(
  scroller: RefObject<HTMLElement | null>,
  layout: GridLayout,
  top: number,
  padding: number,
  onCover: (indices: readonly number[], kept: boolean) => void,
): {
  readonly rectangle: Rectangle | null;
  /** Whether the press that ends with this click drew a band. */
  readonly wasDragged: () => boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
} {
  const [rectangle, setRectangle] = useState<Rectangle | null>(null);
  const drag = useRef<Drag | null>(null);
  const dragged = useRef(false);

  function place(event: PointerEvent): { x: number; y: number } {
    const element = scroller.current;
    const box = element?.getBoundingClientRect();
    return {
      x: event.clientX - (box?.left ?? 0) - padding,
      y: event.clientY - (box?.top ?? 0) - padding + top,
    };
  }

  function end(): void {
    drag.current = null;
    setRectangle(null);
  }

  return {
    rectangle,
    wasDragged: () => dragged.current,
    handlers: {
      onPointerDown(event) {
        dragged.current = false;
        if (event.button === 0 && event.pointerType !== "touch") {
          const { pointerId } = event;
          drag.current = { ...place(event), pointerId, active: false };
        }
      },
      onPointerMove(event) {
        const began = drag.current;
        if (began === null) {
          return;
        }
        const { x, y } = place(event);
        if (!began.active && Math.hypot(x - began.x, y - began.y) < THRESHOLD) {
          return;
        }
        if (!began.active) {
          began.active = true;
          dragged.current = true;
          scroller.current?.setPointerCapture(began.pointerId);
        }
        scrollAtEdge(scroller.current, event.clientY);
        const next = {
          left: Math.min(x, began.x),
          right: Math.max(x, began.x),
          top: Math.min(y, began.y),
          bottom: Math.max(y, began.y),
        };
        setRectangle(next);
        onCover(
          cellsInRectangle(layout, next),
          event.ctrlKey || event.metaKey || event.shiftKey,
        );
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  };
}

function scrollAtEdge(element: HTMLElement | null, clientY: number): void {
  if (element === null) {
    return;
  }
  const box = element.getBoundingClientRect();
  if (clientY > box.bottom - EDGE) {
    element.scrollBy({ top: SCROLL_STEP });
  } else if (clientY < box.top + EDGE) {
    element.scrollBy({ top: -SCROLL_STEP });
  }
}
