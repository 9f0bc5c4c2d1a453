import { StudioError } from "#engine/base/errors.ts";
import type { WeightDifference } from "./fit-weights.ts";

/** More lines than this are counted, not listed. */
const LINES = 12;

/**
 * Says exactly what of a file does not fit a network.
 * @param file and @param network for people
 * @param advice a sentence: what to do
 * @returns StudioError `weights/missing`, `weights/surplus` or `weights/wrong-shape`, by what came first
 */
export function weightsDoNotFit(
  file: string,
  network: string,
  differences: readonly WeightDifference[],
  advice: string,
): StudioError {
  const lines = differences.slice(0, LINES).map(describe);
  const more = differences.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return new StudioError(
    CODES[differences[0]?.kind ?? "missing"],
    `The weights in ${file} do not fit ${network}. ${advice} What does not fit: ${lines.join("; ")}.`,
  );
}

const CODES = {
  missing: "weights/missing",
  surplus: "weights/surplus",
  shape: "weights/wrong-shape",
} as const;

function describe(difference: WeightDifference): string {
  switch (difference.kind) {
    case "missing":
      return `${difference.what} is missing`;
    case "surplus":
      return `${difference.what} is too many`;
    case "shape":
      return `"${difference.what}" must have the shape [${difference.expected.join(", ")}] and came with [${difference.received.join(", ")}]`;
  }
}
