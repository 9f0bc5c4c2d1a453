/** A pair of classes that the baseline mixes up. */
export interface ConfusedPair {
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
}

/**
 * The pairs with the most mistakes, most first.
 * @param confusion rows: true class, columns: predicted, in the order of classIds
 */
export function mostConfusedPairs(
  classIds: readonly number[],
  confusion: readonly (readonly number[])[],
  most: number,
): readonly ConfusedPair[] {
  return confusion
    .flatMap((row, truth) =>
      row.map((count, predicted) => ({
        truth: classIds[truth] ?? -1,
        predicted: classIds[predicted] ?? -1,
        count: truth === predicted ? 0 : count,
      })),
    )
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count)
    .slice(0, most);
}
