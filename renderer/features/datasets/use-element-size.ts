import type { RefObject } from "react";
import { useEffect, useState } from "react";

/** Inner size of an element in pixels, kept up to date; zero before it is known. */
export function useElementSize(element: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observed = element.current;
    if (observed === null) {
      return;
    }
    const observer = new ResizeObserver(() =>
      setSize({
        width: observed.clientWidth,
        height: observed.clientHeight,
      }),
    );
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
