import { useCallback, useState } from "react";

const STORED = "convolve.picture-size";
const DEFAULT = 128;

/** Side of the grid's pictures in pixels, remembered on this machine. */
export function useStoredSize(): readonly [number, (size: number) => void] {
  const [size, setSize] = useState(() => {
    const stored = Number(localStorage.getItem(STORED));
    return stored >= 64 && stored <= 320 ? stored : DEFAULT;
  });
  const store = useCallback((next: number) => {
    setSize(next);
    localStorage.setItem(STORED, String(next));
  }, []);
  return [size, store];
}
