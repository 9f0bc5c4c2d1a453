/** One answer about one picture, as the index keeps it. */
export interface JudgedPrediction {
  readonly imageId: number;
  readonly correct: boolean;
}

export interface Comparison {
  /** Pictures that both sets have. */
  readonly imageCount: number;
  /** Image ids that the first set has wrong and the second right, ascending. */
  readonly fixed: number[];
  /** Image ids that the first set has right and the second wrong, ascending. */
  readonly broke: number[];
}

/** What changed between two sets of answers, on the pictures that both have. */
export function comparePredictions(
  first: Iterable<JudgedPrediction>,
  second: Iterable<JudgedPrediction>,
): Comparison {
  const before = new Map<number, boolean>();
  for (const { imageId, correct } of first) before.set(imageId, correct);
  const fixed: number[] = [];
  const broke: number[] = [];
  let imageCount = 0;
  for (const { imageId, correct } of second) {
    const was = before.get(imageId);
    if (was === undefined) continue;
    imageCount++;
    if (correct && !was) fixed.push(imageId);
    if (!correct && was) broke.push(imageId);
  }
  const ascending = (a: number, b: number) => a - b;
  return {
    imageCount,
    fixed: fixed.toSorted(ascending),
    broke: broke.toSorted(ascending),
  };
}
