import type { Split } from "#api/base.ts";
import type { ImportPlan } from "#api/sources.ts";
import { compareNaturally } from "#engine/storage/natural-order.ts";

import type { Reading } from "./readings.ts";
import type { SourceItem } from "./source-item.ts";
import { isDoubtful } from "./source-items.ts";

/** Classes, columns and examples that a plan holds; all are counted. */
const MOST_CLASSES = 2000;
const MOST_EXAMPLES = 5;
/** Classes that are counted, so that a column of a million different names is seen for what it is in bounded memory. */
const MOST_COUNTED = 200_000;

type Counts = Pick<
  ImportPlan,
  | "classes"
  | "classCount"
  | "labelled"
  | "unlabelled"
  | "splits"
  | "attributes"
  | "skipped"
  | "skippedCount"
>;

/** Counts what an import would come upon. */
export class PlanTally {
  readonly #kind: Reading["kind"];
  readonly #classes = new Map<string, Record<Split | "all", number>>();
  readonly #skipped = new Map<string, ImportPlan["skipped"][number]>();
  readonly #attributes = new Map<string, string[]>();
  readonly #splits = new Set<Split>();
  #labelled = 0;
  #unlabelled = 0;
  #skippedCount = 0;
  seen = 0;

  constructor({ kind }: Reading) {
    this.#kind = kind;
  }

  add(item: SourceItem): void {
    this.seen++;
    if (item.kind === "skipped") {
      this.#skip(item);
      return;
    }
    const { path, className, split, attributes = {} } = item;
    if (isDoubtful(path, this.#kind)) {
      this.#skip({ path, ...DOUBTFUL });
      return;
    }
    for (const [name, value] of Object.entries(attributes)) {
      const examples = this.#attributes.get(name) ?? [];
      if (examples.length < MOST_EXAMPLES && !examples.includes(value)) {
        this.#attributes.set(name, [...examples, value]);
      }
    }
    if (className === null) {
      this.#unlabelled++;
      return;
    }
    this.#labelled++;
    if (split !== null) this.#splits.add(split);
    let counts = this.#classes.get(className);
    if (counts === undefined) {
      if (this.#classes.size >= MOST_COUNTED) return;
      counts = { all: 0, train: 0, validation: 0, test: 0 };
      this.#classes.set(className, counts);
    }
    counts.all++;
    if (split !== null) counts[split]++;
  }

  #skip({
    path,
    code,
    message,
  }: Omit<SourceItem & { kind: "skipped" }, "kind">) {
    this.#skippedCount++;
    const known = this.#skipped.get(code);
    if (known === undefined) {
      this.#skipped.set(code, { code, message, count: 1, examples: [path] });
      return;
    }
    known.count++;
    if (known.examples.length < MOST_EXAMPLES) known.examples.push(path);
  }

  result(): Counts {
    const names = [...this.#classes.keys()].toSorted(compareNaturally);
    return {
      classes: names.slice(0, MOST_CLASSES).map((name) => {
        const { all = 0, ...bySplit } = this.#classes.get(name) ?? NO_COUNTS;
        return { name, count: all, bySplit };
      }),
      classCount: names.length,
      labelled: this.#labelled,
      unlabelled: this.#unlabelled,
      splits: (["train", "validation", "test"] as const).filter((side) =>
        this.#splits.has(side),
      ),
      attributes: [...this.#attributes].map(([name, examples]) => ({
        name,
        examples,
      })),
      skipped: [...this.#skipped.values()].toSorted(
        (a, b) => b.count - a.count,
      ),
      skippedCount: this.#skippedCount,
    };
  }
}

const NO_COUNTS = { all: 0, train: 0, validation: 0, test: 0 };

const DOUBTFUL = {
  code: "source/other-file",
  message:
    "Expected a picture, by the ending of its name. Received: another file. It is looked into all the same, and left out unless there is a picture in it.",
};
