import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

import type { Split } from "#api/base.ts";
import type {
  ClassesFrom,
  ImportPlan,
  RaisedArchiveLimits,
} from "#api/sources.ts";
import { describeError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import {
  everyInterval,
  surveyEntries,
  surveySource,
} from "#engine/datasets/survey.ts";
import type { Survey, SurveyRequest } from "#engine/datasets/survey.ts";
import { tableTexts } from "#engine/datasets/text/table-texts.ts";
import { compareNaturally } from "#engine/storage/natural-order.ts";

import { describeReading, readingTitle } from "./describe-reading.ts";
import { findPackedSource } from "./find-packed-source.ts";
import { planWarnings } from "./plan-warnings.ts";
import { chooseReading } from "./readings.ts";
import type { Reading } from "./readings.ts";
import type { SourceItem } from "./source-item.ts";
import { isDoubtful, sourceItems } from "./source-items.ts";

export interface PlanRequest {
  /** Absolute path of what would be imported. */
  readonly source: string;
  /** What a person calls it; default: its own name. */
  readonly name?: string;
  /** Left out where it lies in the source; default: none. */
  readonly projectDirectory?: string;
  /** Default: as recognised. */
  readonly classesFrom?: ClassesFrom | undefined;
  /** Of an archive, where they are raised. */
  readonly limits?: RaisedArchiveLimits | undefined;
  /** After so many milliseconds of looking, the plan is of what was seen until then; default: all is looked at. */
  readonly enoughMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ReportProgress;
}

/** Classes, columns and examples that a plan holds; all are counted. */
const MOST_CLASSES = 2000;
const MOST_EXAMPLES = 5;
/** Classes that are counted, so that a column of a million different names is seen for what it is in bounded memory. */
const MOST_COUNTED = 200_000;

/**
 * A dry run: what an import would take, as what, and what not and why. It recognises and walks as the import does, but opens no picture
 * and changes nothing: so files that turn out to be broken, or doubles of others, are not known to it.
 * @throws StudioError as an import of the source would; CancelledError
 */
export async function planImport(request: PlanRequest): Promise<ImportPlan> {
  const started = performance.now();
  const source = resolve(request.source);
  const packed = await findPackedSource(source);
  if (packed === null) {
    const survey = await surveySource(source, surveyRequest(request));
    return planOf(survey, null, request, started);
  }
  const tables = await mkdtemp(join(tmpdir(), "convolve-plan-"));
  try {
    const { limits, signal } = request;
    const options = { limits, ...(signal ? { signal } : {}) };
    const walk = (isFirst: boolean) =>
      packed.entries(isFirst ? { ...options, tables } : options);
    const survey = await surveyEntries(tables, walk, surveyRequest(request));
    return await planOf(survey, packed.description, request, started);
  } finally {
    await rm(tables, { recursive: true, force: true });
  }
}

function surveyRequest(request: PlanRequest): SurveyRequest {
  const { projectDirectory = request.source, enoughMs, signal } = request;
  const { onProgress } = request;
  return {
    projectDirectory,
    ...(enoughMs === undefined ? {} : { enoughMs }),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  };
}

async function planOf(
  survey: Survey,
  packedAs: string | null,
  request: PlanRequest,
  started: number,
): Promise<ImportPlan> {
  const reading = chooseReading(survey.readings, request.classesFrom);
  const { enoughMs = Number.POSITIVE_INFINITY, signal } = request;
  const items =
    reading.tables.length > 0
      ? tableItems(reading.tables, signal)
      : sourceItems(survey, reading, signal);
  const report = everyInterval(
    request,
    "Counting",
    "files",
    survey.facts.files || undefined,
  );
  const tally = new PlanTally(reading);
  let isComplete = survey.facts.isComplete;
  const end = performance.now() + enoughMs;
  for await (const item of items) {
    tally.add(item);
    report(tally.seen);
    if (performance.now() > end) {
      isComplete = false;
      break;
    }
  }
  const name = request.name ?? basename(resolve(request.source));
  const counted = tally.result();
  return {
    kind: reading.kind,
    unpacks: packedAs !== null,
    summary: describeReading(reading, survey, packedAs),
    classesFrom: reading.classesFrom,
    readings: survey.readings.map((one) => ({
      classesFrom: one.classesFrom,
      title: readingTitle(one),
    })),
    ...counted,
    warnings: planWarnings({ reading, survey, name, ...counted }),
    isComplete,
    seconds: (performance.now() - started) / 1000,
  };
}

async function* tableItems(
  tables: Reading["tables"],
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceItem> {
  for (const table of tables) {
    const prefix = table.name === "" ? "" : `${table.name}/`;
    for await (const found of tableTexts(table, signal)) {
      const path = `${prefix}row ${found.row}`;
      if (found.kind === "bad") {
        yield { kind: "skipped", path, ...describeError(found.error) };
      } else {
        const { className, split } = found;
        yield { kind: "file", path, className, split };
      }
    }
  }
}

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

class PlanTally {
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
