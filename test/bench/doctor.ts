import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createRandom } from "#engine/base/random.ts";
import type { CheckOutcome } from "#engine/curation/run-checks.ts";
import { findHashPairs } from "#engine/curation/hash-search.ts";
import { measurePictures } from "#engine/curation/measure-pictures.ts";
import { openMeasurePool } from "#engine/curation/measure-pool.ts";
import {
  plainChecks,
  readFacts,
  runChecks,
} from "#engine/curation/run-checks.ts";
import { importFolder } from "#engine/datasets/import.ts";
import { openShardReader } from "#engine/storage/packed-shards.ts";
import { createProject } from "#engine/storage/project.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { emitTo } from "#test/helpers/import-project.ts";
import { testDataPath } from "#test/helpers/test-data.ts";

// What the check-up finds in the real data sets, and how fast it is:
//   node test/bench/doctor.ts [hashes of the search, default 100000]

const SETS = [
  ["datasets", "clothing-10"],
  ["datasets", "sign-digits-10"],
  ["datasets", "cifar10-sample"],
  ["odd-files"],
] as const;
/** Which odd files are copies of which, by their names, and which cannot be read. */
const SAME_PICTURE = [
  /^near-duplicates\/ukbench00120/,
  /^exif\/Landscape_/,
  /^sharp\/Channel_digital_image_CMYK/,
  /^sharp\/Flag_of_the_Netherlands-(16bit|alpha)/,
  /^sharp\/animated-loop-3/,
];
const UNREADABLE = [
  "near-duplicates/ukbench09268_corrupt.jpg",
  "sharp/65536-uint32-limit.png",
  "sharp/corrupt-header.jpg",
  "sharp/truncated.jpg",
  "sharp/truncated.png",
];

const INPUT_SIZE = 224;
const control = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

for (const parts of SETS) await examine(testDataPath(...parts));
await timeSearch(Number(process.argv[2] ?? 100_000));

async function examine(folder: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "doctor-bench-"));
  const project = await createProject(join(directory, "p.convolve"), {
    name: "bench",
  });
  try {
    await importFolder({
      projectDirectory: project.directory,
      source: folder,
      copy: false,
      reader: project.reader,
      emit: emitTo(project),
    });
    await report(project, folder);
  } finally {
    await project.close();
    await rm(directory, { recursive: true });
  }
}

async function report(project: Project, folder: string): Promise<void> {
  const { reader, directory } = project;
  const pool = openMeasurePool();
  const thumbnails = openShardReader(projectPaths(directory).thumbnails);
  try {
    const scan = {
      reader,
      emit: emitTo(project),
      pool,
      thumbnails,
      ...control,
    };
    const start = performance.now();
    const { measured, unreadable } = await measurePictures(scan);
    const afterMeasures = performance.now();
    const facts = await readFacts({
      ...scan,
      unreadable,
      inputSize: INPUT_SIZE,
    });
    const outcomes = await runChecks(plainChecks(), facts, scan);
    const end = performance.now();
    console.log(
      `\n${folder}: ${measured} pictures measured at ${Math.round((measured * 1000) / (afterMeasures - start))} a second, checks in ${Math.round(end - afterMeasures)} ms`,
    );
    for (const outcome of outcomes) describe(project, outcome);
    if (folder.endsWith("odd-files")) compareWithKey(project, outcomes);
  } finally {
    await pool.close();
    thumbnails.close();
  }
}

function compareWithKey(
  { reader }: Project,
  outcomes: readonly CheckOutcome[],
): void {
  const paths = [...reader.eachImage()].map(({ path }) => path);
  const groupOf = (path: string | undefined) =>
    SAME_PICTURE.findIndex((pattern) => pattern.test(path ?? ""));
  const found = reader.findings("near-duplicates");
  const right = found.filter(({ imageId, otherImageId }) => {
    const group = groupOf(reader.image(imageId)?.path);
    return (
      group >= 0 && group === groupOf(reader.image(otherImageId ?? -1)?.path)
    );
  });
  // One of each group is no copy.
  const copies = paths.filter((path) => groupOf(path) >= 0).length;
  score("copies", right.length, found.length, copies - SAME_PICTURE.length);
  const broken =
    outcomes.find(({ id }) => id === "broken-files")?.remarks ?? [];
  const known = broken.filter(({ path }) => UNREADABLE.includes(path ?? ""));
  score("broken files", known.length, broken.length, UNREADABLE.length);
}

function score(what: string, right: number, found: number, all: number): void {
  console.log(`  ${what}: precision ${right}/${found}, recall ${right}/${all}`);
}

function describe({ reader }: Project, outcome: CheckOutcome): void {
  const { id, found, remarkCount, remarks } = outcome;
  if (found + remarkCount === 0) return;
  console.log(`  ${id}: ${found} findings, ${remarkCount} remarks`);
  for (const finding of reader.findings(id, { limit: 12 })) {
    const paths = [finding.imageId, finding.otherImageId]
      .filter((imageId) => imageId !== null)
      .map((imageId) => reader.image(imageId)?.path);
    const { sureness, message } = finding.details as Record<string, string>;
    console.log(`    ${paths.join(" = ")} (${sureness}) ${message}`);
  }
  for (const { message, path, sureness } of remarks.slice(0, 12)) {
    console.log(`    ${path ?? ""} (${sureness}) ${message}`);
  }
}

/** Random hashes, every tenth a copy of the one before with up to 7 bits changed: all copies have to be found. */
async function timeSearch(count: number): Promise<void> {
  const random = createRandom("doctor bench", 0);
  const hashes = Uint32Array.from({ length: count * 8 }, (_, i) =>
    i % 8 === 7 ? 0 : random.integer(2 ** 32),
  );
  for (let row = 9; row < count; row += 10) {
    hashes.copyWithin(row * 8, (row - 1) * 8, row * 8);
    for (let change = 0; change < 7; change++) {
      const bit = random.integer(224);
      hashes[row * 8 + (bit >> 5)]! ^= 1 << (bit & 31);
    }
  }
  const start = performance.now();
  const pairs = await findHashPairs(
    hashes,
    new Uint8Array(count).fill(1),
    control,
  );
  console.log(
    `\n${count} hashes: ${pairs.length} of ${Math.floor(count / 10)} copies found in ${Math.round(performance.now() - start)} ms`,
  );
}
