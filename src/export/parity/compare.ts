import type { ParityCheck } from "#engine/export/export-types.ts";

/** From the same numbers two runtimes may differ in rounding only. */
const SAME_TENSOR_TOLERANCE = 1e-5;
/** From the same file, decoders and resize filters may differ a little. */
export const ORIGINAL_FILES_TOLERANCE = 0.02;

type Kind = ParityCheck["kind"];

/**
 * Compares answers picture by picture.
 * @param expected the app's probabilities, one array per picture
 * @param received as many arrays of as many numbers
 */
export function compareAnswers(
  runtime: string,
  kind: Kind,
  expected: readonly ArrayLike<number>[],
  received: readonly ArrayLike<number>[],
): ParityCheck {
  const tolerance =
    kind === "same-tensor" ? SAME_TENSOR_TOLERANCE : ORIGINAL_FILES_TOLERANCE;
  let maxDifference = expected.length === received.length ? 0 : 1;
  let sameTop1 = 0;
  expected.forEach((wanted, index) => {
    const got = received[index] ?? [];
    maxDifference = Math.max(maxDifference, largestDifference(wanted, got));
    if (indexOfLargest(wanted) === indexOfLargest(got)) sameTop1++;
  });
  const pictures = expected.length;
  return {
    runtime,
    kind,
    pictures,
    maxDifference,
    tolerance,
    sameTop1,
    passed: pictures > 0 && sameTop1 === pictures && maxDifference <= tolerance,
    skipped: null,
    error: null,
  };
}

/** A check whose exported code gave no answer. @param error its last words */
export function failedCheck(
  runtime: string,
  kind: Kind,
  pictures: number,
  error: string,
): ParityCheck {
  return {
    ...skippedCheck(runtime, kind, ""),
    pictures,
    maxDifference: 1,
    skipped: null,
    error,
  };
}

/** A check that could not be run here. @param reason one sentence */
export function skippedCheck(
  runtime: string,
  kind: Kind,
  reason: string,
): ParityCheck {
  const tolerance =
    kind === "same-tensor" ? SAME_TENSOR_TOLERANCE : ORIGINAL_FILES_TOLERANCE;
  return {
    runtime,
    kind,
    pictures: 0,
    maxDifference: 0,
    tolerance,
    sameTop1: 0,
    passed: false,
    skipped: reason,
    error: null,
  };
}

/** 1, the most there is, when the lengths differ or a number is not finite. */
function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return 1;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    largest = Math.max(largest, Number.isFinite(difference) ? difference : 1);
  }
  return largest;
}

function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
}
