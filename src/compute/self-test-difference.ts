import type { Tensor, TensorMap } from "#engine/base/tensor.ts";

/** Below this part of the largest value of its group a tensor is taken for rounding errors, such as a bias before normalization. */
const SMALL_PART = 1e-2;

/**
 * The tensor that differs most: |received − expected| as a part of the largest expected value of the tensor, or of `SMALL_PART` of the
 * largest of its group when the tensor is smaller than that.
 * @returns NaN where a tensor is missing, has another shape, or holds what is no number
 */
export function largestDifference(
  expected: readonly TensorMap[],
  received: readonly TensorMap[],
): { readonly difference: number; readonly name: string } {
  let worst = { difference: 0, name: "" };
  for (const [index, group] of expected.entries()) {
    const largest = Math.max(0, ...[...group.values()].map(largestValue));
    const floor = Math.max(SMALL_PART * largest, Number.MIN_VALUE);
    for (const [name, value] of group) {
      const other = received[index]?.get(name);
      const difference = differenceOf(value, other, floor);
      if (Number.isNaN(difference)) return { difference, name };
      if (difference > worst.difference) worst = { difference, name };
    }
  }
  return worst;
}

function differenceOf(
  expected: Tensor,
  received: Tensor | undefined,
  floor: number,
): number {
  if (received?.shape.join() !== expected.shape.join()) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const distance = Math.abs(
      (received.data[i] ?? 0) - (expected.data[i] ?? 0),
    );
    if (Number.isNaN(distance)) return Number.NaN;
    if (distance > largest) largest = distance;
  }
  return largest / Math.max(floor, largestValue(expected));
}

function largestValue({ data }: Tensor): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  return largest;
}
