import type { ReportProgress } from "#engine/base/progress.ts";

export type Side = "train" | "validation" | "test";

const PROGRESS_STEP = 250;

/** Where a picture of a set lies when it is unpacked: `train/cat/00012.png`, or `cat/00012.png` where there are no sides. */
export function pictureName(
  side: Side | null,
  className: string,
  index: number,
  count: number,
  prefix = "",
): string {
  const digits = String(Math.max(0, count - 1)).length;
  const file = `${className}/${prefix}${String(index).padStart(digits, "0")}.png`;
  return side === null ? file : `${side}/${file}`;
}

/** Counts pictures and says how many every few of them. */
export function progressOf(
  phase: string,
  total: number,
  onProgress: ReportProgress | undefined,
): () => void {
  let done = 0;
  return () => {
    done++;
    if (done % PROGRESS_STEP === 0 || done === total) {
      onProgress?.({ phase, done, total, unit: "images" });
    }
  };
}
