import { StudioError } from "#engine/base/errors.ts";
import type { ClassRow } from "#engine/storage/index-types.ts";

/** With fewer pictures, what a class looks like cannot be told from chance. */
const FEW_IMAGES = 20;

/** With fewer test pictures a class, the figures on the test set jump. */
const FEW_TEST_IMAGES = 30;

/** The largest class over the smallest, from which on classes count as unbalanced. */
export const IMBALANCE_RATIO = 1.5;

/** Fewest pictures a class needs: one to learn from, one to be tested on. */
const MIN_CLASS_IMAGES = 2;

export interface DatasetWarning {
  readonly code: string;
  readonly message: string;
}

/** The largest class over the smallest that has pictures; 1 when there is none. */
export function imbalance(counts: readonly number[]): number {
  const present = counts.filter((count) => count > 0);
  if (present.length === 0) return 1;
  return Math.max(...present) / Math.min(...present);
}

/** What a person should know before training; nothing in it forbids training. */
export function datasetWarnings(
  classes: readonly ClassRow[],
): DatasetWarning[] {
  const warnings: DatasetWarning[] = [];
  const present = classes.filter((row) => row.count > 0);
  const empty = classes.filter((row) => row.count === 0);
  if (empty.length > 0) {
    warnings.push({
      code: "dataset/empty-class",
      message: `${classList(empty)} no examples and ${empty.length === 1 ? "is" : "are"} left out of training. Add examples, or leave it so.`,
    });
  }
  const few = present.filter((row) => row.count < FEW_IMAGES);
  if (few.length > 0) {
    warnings.push({
      code: "dataset/few-images",
      message: `${classList(few)} fewer than ${FEW_IMAGES} examples; results for ${few.length === 1 ? "it" : "them"} will vary by chance. Add examples if you can.`,
    });
  }
  const ratio = imbalance(present.map((row) => row.count));
  if (ratio >= IMBALANCE_RATIO) {
    const sorted = present.toSorted((a, b) => b.count - a.count);
    const [largest, smallest] = [sorted[0], sorted.at(-1)];
    warnings.push({
      code: "dataset/unbalanced",
      message: `“${largest?.name}” has ${largest?.count} examples and “${smallest?.name}” ${smallest?.count}, ${ratio.toFixed(1)} times fewer. Class weights even this out in training; read the figures per class, not only the accuracy.`,
    });
  }
  const untested = present.filter((row) => row.bySplit.test < FEW_TEST_IMAGES);
  if (untested.length > 0) {
    warnings.push({
      code: "dataset/few-test-images",
      message: `${classList(untested)} fewer than ${FEW_TEST_IMAGES} test examples, so cross-validated figures are shown beside those of the test set.`,
    });
  }
  return warnings;
}

/**
 * @throws StudioError when nothing can be learned: `dataset/no-images`, `dataset/one-class`, `dataset/too-few-images`,
 *   `dataset/no-training-images`
 */
export function requireTrainable(classes: readonly ClassRow[]): void {
  const present = classes.filter((row) => row.count > 0);
  const [first] = present;
  if (!first) {
    throw new StudioError(
      "dataset/no-images",
      "Expected labelled examples to train on. Received: none. Import a folder first, or include examples again.",
    );
  }
  if (present.length === 1) {
    throw new StudioError(
      "dataset/one-class",
      `Expected at least 2 classes to tell apart. Received: 1, “${first.name}”. Add a folder of examples that are something else, then import again.`,
    );
  }
  for (const row of present) {
    if (row.count < MIN_CLASS_IMAGES) {
      throw new StudioError(
        "dataset/too-few-images",
        `Class “${row.name}” has 1 example; training needs at least ${MIN_CLASS_IMAGES}, one to learn from and one to test on. Add examples, or exclude this one.`,
      );
    }
    if (row.bySplit.train === 0) {
      throw new StudioError(
        "dataset/no-training-images",
        `Class “${row.name}” has ${row.count} examples, but none of them is for training. Split the examples anew, or move some to training.`,
      );
    }
  }
}

function classList(rows: readonly ClassRow[]): string {
  const names = rows.slice(0, 3).map((row) => `“${row.name}”`);
  const rest = rows.length - names.length;
  const parts = rest > 0 ? [...names, `${rest} more`] : names;
  const list = new Intl.ListFormat("en").format(parts);
  const noun = rows.length === 1 ? "Class" : "Classes";
  return `${noun} ${list} ${rows.length === 1 ? "has" : "have"}`;
}
