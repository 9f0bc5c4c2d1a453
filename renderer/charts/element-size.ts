import { useEffect, useRef, useState, type RefObject } from "react";

/** The size of an element in whole CSS pixels, followed as it changes; 0 × 0 until it is known. */
export function useElementSize<Kind extends Element>(): readonly [
  ref: RefObject<Kind | null>,
  width: number,
  height: number,
] {
  const ref = useRef<Kind>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver((entries) => {
      const box = entries.at(-1)?.contentRect;
      if (box !== undefined)
        setSize({
          width: Math.round(box.width),
          height: Math.round(box.height),
        });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size.width, size.height];
}
