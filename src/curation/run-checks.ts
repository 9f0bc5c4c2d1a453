import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ProblemRow } from "#engine/storage/index-types.ts";
import type { ShardReader } from "#engine/storage/packed-shards.ts";

import { CHECKS } from "./catalog.ts";
import type { Check, CheckFacts, FileTrouble, Remark } from "./check.ts";
import { findCopies, type CopyPair } from "./copies.ts";
import type { MeasurePool } from "./measure-pool.ts";
import { findParts } from "./parts.ts";
import {
  SIDES,
  type Category,
  type PictureColumns,
} from "./picture-columns.ts";
import { readColumns, takeRows, Words } from "./read-columns.ts";
import { readSmallGray } from "./small-gray.ts";

export interface FactsRequest {
  readonly reader: IndexReader;
  readonly pool: MeasurePool;
  readonly thumbnails: ShardReader;
  /** Pictures that could not be measured. */
  readonly unreadable: readonly FileTrouble[];
  readonly inputSize: number;
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
}

/** What the built-in network makes of the pictures, as far as it is there. */
export type Learnt = Pick<
  CheckFacts,
  "embeddings" | "neighbours" | "probabilities"
>;

/** What a check said, besides its findings, which are in the index. */
export interface CheckOutcome {
  readonly id: string;
  readonly found: number;
  readonly remarks: readonly Remark[];
  /** How many remarks there were; only the first are kept. */
  readonly remarkCount: number;
}

/** Nobody looks at more of one kind; the worst are kept. */
const MAX_FINDINGS = 100_000;
const MAX_REMARKS = 500;
/** A column of a manifest with more different values is a name or a number, not a kind. */
const MAX_ATTRIBUTE_VALUES = 500;

/** Checks that the files and their measures suffice for. */
export function plainChecks(): Check[] {
  return CHECKS.filter(({ needs }) => needs === undefined);
}

/** Checks that say more, or anything at all, once the network has looked at the pictures. */
export function learntChecks(learnt: Learnt): Check[] {
  return CHECKS.filter(({ needs, refinedBy }) => {
    const wants = needs ?? refinedBy;
    return wants !== undefined && learnt[wants] !== undefined;
  });
}

/**
 * Runs checks; the findings of each replace its former ones as soon as it is done.
 * @throws CancelledError; what was found until then is kept
 */
export async function runChecks(
  checks: readonly Check[],
  facts: CheckFacts,
  { reader, emit }: { readonly reader: IndexReader; readonly emit: Emit },
): Promise<CheckOutcome[]> {
  const labelled = reader.isTestOpen() ? facts : withoutTest(facts);
  const outcomes: CheckOutcome[] = [];
  for (const [done, check] of checks.entries()) {
    throwIfCancelled(facts.signal);
    facts.onProgress({
      phase: "Checking",
      done,
      total: checks.length,
      unit: "checks",
    });
    const seen = check.usesLabels ? labelled : facts;
    outcomes.push(await runCheck(check, seen, emit));
  }
  return outcomes;
}

/** The facts with what the network says, and the copies that it helps to find. @throws CancelledError */
export async function withLearnt(
  facts: CheckFacts,
  learnt: Learnt,
  request: Omit<FactsRequest, "unreadable" | "inputSize">,
): Promise<CheckFacts> {
  const { pictures, copies } = facts;
  const { embeddings, neighbours } = learnt;
  if (!embeddings || !neighbours) return { ...facts, ...learnt };
  const smallGray = readSmallGray(request, pictures);
  const parts = await findParts(
    { ...request, pictures, copies, smallGray },
    embeddings,
    neighbours,
  );
  return { ...facts, ...learnt, copies: [...copies, ...parts] };
}

async function runCheck(
  check: Check,
  facts: CheckFacts,
  emit: Emit,
): Promise<CheckOutcome> {
  const { findings, remarks } = await check.run(facts);
  const worst =
    findings.length <= MAX_FINDINGS
      ? findings
      : findings.toSorted((a, b) => b.score - a.score).slice(0, MAX_FINDINGS);
  await emit("replaceFindings", { check: check.id, findings: worst });
  return {
    id: check.id,
    found: findings.length,
    remarks: remarks.slice(0, MAX_REMARKS),
    remarkCount: remarks.length,
  };
}

/** What is known of every included picture, its copies among it. @throws CancelledError */
export async function readFacts(request: FactsRequest): Promise<CheckFacts> {
  const { reader, unreadable, inputSize, signal, onProgress } = request;
  const noted = notedFiles(reader);
  const pictures = await readColumns(reader, ({ id, rootId, path }) => {
    const key = `${rootId}/${path}`;
    if (noted.has(key)) noted.set(key, id);
  });
  const copies = await findCopies({
    pictures,
    smallGray: readSmallGray(request, pictures),
    signal,
    onProgress,
  });
  return {
    pictures,
    copies,
    classes: reader.classes(),
    problems: { [Symbol.iterator]: () => troubles(reader, unreadable, noted) },
    attributes: readAttributes(reader, pictures),
    inputSize,
    signal,
    onProgress,
  };
}

const PROBLEM_ROWS = 1000;

/** Files that were taken with a remark, by root and path; their pictures are not known yet. */
function notedFiles(reader: IndexReader): Map<string, number | null> {
  const noted = new Map<string, number | null>();
  for (const { severity, rootId, path } of eachProblem(reader)) {
    if (severity === "note") noted.set(`${rootId}/${path}`, null);
  }
  return noted;
}

function* troubles(
  reader: IndexReader,
  unreadable: readonly FileTrouble[],
  noted: ReadonlyMap<string, number | null>,
): Generator<FileTrouble> {
  yield* unreadable;
  for (const problem of eachProblem(reader)) {
    const { sha256, severity, rootId, path } = problem;
    const imageId =
      severity === "note"
        ? (noted.get(`${rootId}/${path}`) ?? null)
        : sha256 === null
          ? null
          : (reader.imageByHash(sha256)?.id ?? null);
    yield { ...problem, imageId };
  }
}

function* eachProblem(reader: IndexReader): Generator<ProblemRow> {
  for (let offset = 0; ; offset += PROBLEM_ROWS) {
    const problems = reader.problems(offset, PROBLEM_ROWS);
    yield* problems;
    if (problems.length < PROBLEM_ROWS) return;
  }
}

function readAttributes(
  reader: IndexReader,
  { imageIds }: PictureColumns,
): (Category & { name: string })[] {
  return reader
    .attributes()
    .filter(({ values }) => values > 1 && values <= MAX_ATTRIBUTE_VALUES)
    .map(({ name }) => {
      const valueOf = reader.attributeOfEach(name);
      const words = new Words();
      const codes = imageIds.map((id) => words.codeOf(valueOf.get(id) ?? ""));
      return { name, names: words.names, codes };
    });
}

/** The facts as a check may see them that looks at labels while the test set is sealed. */
function withoutTest(facts: CheckFacts): CheckFacts {
  const { pictures } = facts;
  const test = SIDES.indexOf("test");
  const rows = Int32Array.from(
    [...pictures.sides.keys()].filter((row) => pictures.sides[row] !== test),
  );
  if (rows.length === pictures.count) return facts;
  const newRows = new Map<number, number>();
  rows.forEach((row, at) => newRows.set(row, at));
  return {
    ...facts,
    pictures: takeRows(pictures, rows),
    copies: facts.copies.flatMap((pair): CopyPair[] => {
      const first = newRows.get(pair.first);
      const second = newRows.get(pair.second);
      return first === undefined || second === undefined
        ? []
        : [{ ...pair, first, second }];
    }),
    attributes: facts.attributes.map(({ codes, ...rest }) => ({
      ...rest,
      codes: rows.map((row) => codes[row]!),
    })),
  };
}
