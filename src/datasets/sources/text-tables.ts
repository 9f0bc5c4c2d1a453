import { posix, resolve } from "node:path";

import type { Split } from "#api/base.ts";
import { splitOfName } from "#engine/datasets/split-names.ts";

/** A CSV or TSV file of texts and their classes. */
export interface TableFile {
  /** Absolute. */
  readonly path: string;
  /** Below the imported folder, with `/`; empty when the file itself was named. */
  readonly name: string;
  /** The side that its name stands for (`train.csv`), or null. */
  readonly split: Split | null;
}

export function toTable(source: string, name: string): TableFile {
  const stem = posix.basename(name, posix.extname(name));
  return { path: resolve(source, name), name, split: splitOfName(stem) };
}
