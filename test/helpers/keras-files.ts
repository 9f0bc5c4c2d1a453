import { readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..", "golden", "weights");

interface Expected {
  /** Function of keras.applications → its layers with weights in Keras's order, separated by spaces. */
  readonly applicationOrders: Readonly<Record<string, string>>;
  /** What Keras answers for `draw("pictures", [2, 12, 12, 3])`. */
  readonly branches: readonly number[];
  readonly nested: readonly number[];
}

/** The model files of Keras that test/golden/weights/make.py makes, and what Keras says of them. */
export const KERAS_FILES = {
  path: (name: string) => join(FOLDER, name),
  expected: JSON.parse(
    readFileSync(join(FOLDER, "expected.json"), "utf8"),
  ) as Expected,
};
