import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { createRandom } from "#engine/base/random.ts";
import type { CrossValidated } from "#engine/curation/check.ts";
import type { Embeddings } from "#engine/curation/embeddings.ts";
import type { MeasurePool } from "#engine/curation/measure-pool.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import {
  learntChecks,
  plainChecks,
  readFacts,
  runChecks,
  withLearnt,
} from "#engine/curation/run-checks.ts";
import { SMALL_SIDE } from "#engine/curation/small-side.ts";
import { openProject } from "#engine/storage/project.ts";
import { emitTo } from "#test/helpers/import-project.ts";

import { CLASSES, generateIndex } from "./generated-index.ts";

/**
 * How the check-up grows with the data set: every check on generated rows, with generated hashes, embeddings and probabilities. No picture
 * is decoded and no network is run: both grow with the number of pictures alone.
 * `node test/bench/doctor-rows.ts [plain | whole] [rows …]`, each size in a process of its own.
 */
const SIZES = [30_000, 100_000, 300_000];
const COLUMNS = 128;
const NEIGHBOURS = 20;

const [mode = "plain", ...wanted] = process.argv.slice(2);
if (mode === "one") await examine(Number(wanted[0]), wanted[1] === "whole");
else {
  for (const rows of wanted.length > 0 ? wanted.map(Number) : SIZES) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--disable-warning=ExperimentalWarning",
      import.meta.filename,
      "one",
      String(rows),
      mode,
    ]);
    process.stdout.write(stdout);
  }
}

async function examine(rows: number, isWhole: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "convolve-doctor-rows-"));
  const directory = join(folder, "generated.convolve");
  await generateIndex(directory, rows);
  const project = await openProject(directory);
  const request = {
    reader: project.reader,
    emit: emitTo(project),
    pool: generatedPool(),
    thumbnails: {
      get: async () => undefined,
      has: () => false,
      size: 0,
      close: () => undefined,
    },
    unreadable: [],
    inputSize: 224,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  };
  console.log(`\n${rows.toLocaleString("en")} pictures`);
  try {
    const facts = await timed("columns and copies", () => readFacts(request));
    console.log(`  ${facts.copies.length} copies`);
    for (const check of plainChecks()) {
      await timed(check.id, () => runChecks([check], facts, request));
    }
    if (!isWhole) return;
    const embeddings = generatedEmbeddings(facts.pictures.imageIds);
    const neighbours = await timed("neighbours", () =>
      nearestNeighbours(embeddings, { k: NEIGHBOURS }),
    );
    const probabilities = generatedProbabilities(
      facts.pictures.imageIds,
      facts.classes.map(({ id }) => id),
    );
    const learnt = { embeddings, neighbours, probabilities };
    const more = await timed("parts", () => withLearnt(facts, learnt, request));
    for (const check of learntChecks(learnt)) {
      await timed(check.id, () => runChecks([check], more, request));
    }
  } finally {
    await project.close();
    await rm(folder, { recursive: true });
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const { maxRSS } = process.resourceUsage();
  console.log(
    `  ${what.padEnd(24)} ${((performance.now() - began) / 1000).toFixed(2).padStart(8)} s, most memory ${(maxRSS / 1024).toFixed(0)} MiB`,
  );
  return result;
}

/** Small gray versions without a file: the same for each picture, so that every pair with close hashes is confirmed. */
function generatedPool(): MeasurePool {
  const gray = Uint8Array.from(
    { length: SMALL_SIDE * SMALL_SIDE },
    (_, i) => (i * 37) % 256,
  );
  return {
    capacity: 8,
    measure: () => Promise.reject(new Error("Every row has measures.")),
    smallGray: async () => gray,
    close: async () => undefined,
  };
}

/** Clouds around a middle for each class, and a few strangers. */
function generatedEmbeddings(imageIds: Int32Array): Embeddings {
  const random = createRandom("embeddings", imageIds.length);
  const middles = Float32Array.from({ length: CLASSES * COLUMNS }, () =>
    random.normal(),
  );
  const data = new Float32Array(imageIds.length * COLUMNS);
  const lengths = new Float32Array(imageIds.length);
  for (let row = 0; row < imageIds.length; row++) {
    const middle = random.integer(CLASSES) * COLUMNS;
    const own = data.subarray(row * COLUMNS, (row + 1) * COLUMNS);
    let squares = 0;
    for (let i = 0; i < COLUMNS; i++) {
      const value = (middles[middle + i] ?? 0) + random.normal();
      own[i] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    lengths[row] = length;
    for (let i = 0; i < COLUMNS; i++) own[i] = (own[i] ?? 0) / length;
  }
  return { imageIds, columns: COLUMNS, data, lengths };
}

/** A model that is right nine times of ten; one label of fifty is wrong. */
function generatedProbabilities(
  imageIds: Int32Array,
  classIds: readonly number[],
): CrossValidated {
  const random = createRandom("probabilities", imageIds.length);
  const count = classIds.length;
  const probabilities = new Float32Array(imageIds.length * count);
  const labels = imageIds.map((_, row) => {
    const shown = random.integer(count);
    const sure = random.uniform(0.3, 1);
    probabilities.fill((1 - sure) / count, row * count, (row + 1) * count);
    const said = random.uniform(0, 1) < 0.9 ? shown : random.integer(count);
    const at = row * count + said;
    probabilities[at] = (probabilities[at] ?? 0) + sure;
    return random.uniform(0, 1) < 0.98 ? shown : random.integer(count);
  });
  return { imageIds, classIds, labels, probabilities, networks: ["Generated"] };
}
