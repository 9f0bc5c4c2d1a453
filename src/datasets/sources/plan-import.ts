import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

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

import { describeReading, readingTitle } from "./describe-reading.ts";
import { findPackedSource } from "./find-packed-source.ts";
import { planWarnings } from "./plan-warnings.ts";
import { chooseReading } from "./readings.ts";
import type { Reading } from "./readings.ts";
import type { SourceItem } from "./source-item.ts";
import { PlanTally } from "./plan-tally.ts";
import { sourceItems } from "./source-items.ts";

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
