import { StudioError } from "#engine/base/errors.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { CHECKS } from "#engine/curation/catalog.ts";
import type { CrossValidated } from "#engine/curation/check.ts";
import { measurePictures } from "#engine/curation/measure-pictures.ts";
import { openMeasurePool } from "#engine/curation/measure-pool.ts";
import {
  learntChecks,
  plainChecks,
  readFacts,
  runChecks,
  withLearnt,
  type CheckOutcome,
  type Learnt,
} from "#engine/curation/run-checks.ts";
import { openShardReader } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { DOCTOR_DOCUMENT } from "#engine/storage/read-documents.ts";
import {
  doctorKey,
  readDoctorDocument,
  type DoctorDocument,
} from "./doctor-document.ts";
import { embedPictures } from "./embed-pictures.ts";
import type { JobContext } from "./job-context.ts";
import { judgeLabels } from "./label-judges.ts";

export interface DoctorParameters {
  /** `quick`: files, copies and what can be measured; `whole`: also what needs the built-in network. */
  readonly scope: "quick" | "whole";
}

/** Side in pixels of what pretrained networks usually look at. */
const USUAL_INPUT = 224;
/** Neighbours of each picture that checks are given. */
const NEIGHBOURS = 20;

/**
 * Examines the data set: measures what was not measured yet, then checks. Measures are kept as they come, and the findings of each check
 * as soon as it is done, so that a scan that was ended goes on from there.
 */
export async function examineDataSet(
  { scope }: DoctorParameters,
  context: JobContext,
): Promise<DoctorDocument> {
  const reader = context.reader();
  if (reader.kind() === "texts") {
    throw new StudioError(
      "doctor/texts",
      "The check-up looks at pictures. Received: a data set of texts. Open a project of pictures.",
    );
  }
  const start = performance.now();
  const { signal, onProgress, emit } = context;
  const pool = openMeasurePool(context.environment.threads);
  const thumbnails = openShardReader(
    projectPaths(context.projectDirectory).thumbnails,
  );
  const scan = { reader, emit, pool, thumbnails, signal, onProgress };
  try {
    const key = doctorKey(reader);
    const { unreadable } = await measurePictures(scan);
    const facts = await readFacts({
      ...scan,
      unreadable,
      inputSize: USUAL_INPUT,
    });
    const save = (outcomes: CheckOutcome[], left: DoctorDocument["left"]) =>
      saveOutcomes(context, outcomes, left, {
        key,
        pictures: facts.pictures.count,
        seconds: (performance.now() - start) / 1000,
      });
    const document = await save(
      await runChecks(plainChecks(), facts, scan),
      [],
    );
    if (scope === "quick") return document;
    const { learnt, left } = await learn(context);
    const checks = learntChecks(learnt);
    return await save(
      await runChecks(checks, await withLearnt(facts, learnt, scan), scan),
      left,
    );
  } finally {
    await pool.close();
    thumbnails.close();
  }
}

/** What pretrained networks make of the pictures; what cannot be had is told for each check that needs it. */
async function learn(
  context: JobContext,
): Promise<{ learnt: Learnt; left: DoctorDocument["left"] }> {
  const left: DoctorDocument["left"] = [];
  const orLeave = async <T>(
    need: "embeddings" | "probabilities",
    work: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!isAboutTheData(error)) throw error;
      for (const { id, needs } of CHECKS) {
        if (needs === need) left.push({ id, message: error.message });
      }
      return undefined;
    }
  };
  const seen = await orLeave("embeddings", async () => {
    const embeddings = await embedPictures(context);
    const neighbours = await nearestNeighbours(embeddings, {
      k: NEIGHBOURS,
      threads: context.environment.threads,
      signal: context.signal,
      onProgress: context.onProgress,
    });
    return { embeddings, neighbours };
  });
  const probabilities: CrossValidated | undefined = await orLeave(
    "probabilities",
    () => judgeLabels(context),
  );
  return { learnt: { ...seen, ...(probabilities && { probabilities }) }, left };
}

/** Too few pictures or classes, and the like: the other checks go on. */
function isAboutTheData(error: unknown): error is StudioError {
  return (
    error instanceof StudioError &&
    /^(dataset|labels|training|baseline)\//.test(error.code)
  );
}

/** Brings the document up to date; checks that were not run now keep what they said. */
async function saveOutcomes(
  { reader, emit }: JobContext,
  outcomes: readonly CheckOutcome[],
  left: DoctorDocument["left"],
  about: { key: string; pictures: number; seconds: number },
): Promise<DoctorDocument> {
  const checkedAt = new Date().toISOString();
  const { key, ...rest } = about;
  const former = readDoctorDocument(reader())?.outcomes ?? [];
  const document: DoctorDocument = {
    ...rest,
    checkedAt,
    left,
    outcomes: [
      ...former.filter(({ id }) => outcomes.every((one) => one.id !== id)),
      ...outcomes.map((outcome) => ({
        ...outcome,
        remarks: outcome.remarks.map(({ classIds, ...remark }) => ({
          ...remark,
          ...(classIds && { classIds: [...classIds] }),
        })),
        checkedAt,
        key,
      })),
    ],
  };
  await emit("setDocument", { name: DOCTOR_DOCUMENT, value: document });
  return document;
}
