import { mkdir } from "node:fs/promises";

import { createRandom } from "#engine/base/random.ts";
import type { Random } from "#engine/base/random.ts";
import type { Split } from "#api/base.ts";
import { openIndexForWriting } from "#engine/storage/index-schema.ts";
import { BASELINE_RUN_ID } from "#engine/storage/index-types.ts";
import type { NewFinding } from "#engine/storage/data-room-types.ts";
import type { NewImage, NewPrediction } from "#engine/storage/index-types.ts";
import { newManifest } from "#engine/storage/project-format.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { runCommand } from "#engine/storage/run-command.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";
import { toSideColumns } from "#engine/storage/side-columns.ts";

/** Classes of a generated index. */
export const CLASSES = 50;
/** The check whose findings it has: one for every hundredth picture. */
export const CHECK = "blurred";
const BATCH = 5000;
const CAMERAS = ["Nikon", "Canon", "Sony", "Leica", "a phone"];
const SIDES = ["train", "train", "train", "validation", "test"] as const;

/**
 * Makes a project whose index has rows as an import, a check-up and a baseline would write them, without any picture file.
 * @returns milliseconds for each kind of row
 */
export async function generateIndex(
  directory: string,
  rows: number,
): Promise<{ images: number; measures: number; predictions: number }> {
  await mkdir(directory, { recursive: true });
  const database = openIndexForWriting(projectPaths(directory).index);
  const random = createRandom("generated index", rows, 0);
  const names = Array.from({ length: CLASSES }, (_, index) => `class ${index}`);
  const { rootId } = runCommand(database, "addRoot", {
    path: "/generated",
    copied: false,
  });
  const { classIds } = runCommand(database, "ensureClasses", { names });
  const spent = { images: 0, measures: 0, predictions: 0 };
  for (let first = 1; first <= rows; first += BATCH) {
    const count = Math.min(BATCH, rows - first + 1);
    const ids = Array.from({ length: count }, (_, index) => first + index);
    const images = ids.map((id) => newImage(id, rootId, classIds, random));
    spent.images += timed(() => {
      runCommand(database, "addRows", { images, problems: [] });
      runCommand(database, "assignSplits", {
        assignments: toSideColumns(
          ids.map((imageId) => ({ imageId, split: sideOf(imageId) })),
        ),
        state: {
          source: "stratified",
          fractions: { train: 0.6, validation: 0.2, test: 0.2 },
          seed: 0,
        },
        record: false,
      });
    });
    spent.measures += timed(() =>
      runCommand(database, "putMeasures", {
        rows: images.map((image, index) =>
          newMeasures(ids[index] ?? 0, image.sha256, random),
        ),
      }),
    );
    spent.predictions += timed(() =>
      runCommand(database, "addPredictions", {
        runId: BASELINE_RUN_ID,
        predictions: ids.map((id, index) =>
          newPrediction(id, images[index]?.classId ?? 0, classIds, random),
        ),
      }),
    );
  }
  runCommand(database, "replaceFindings", {
    check: CHECK,
    findings: Array.from({ length: Math.floor(rows / 100) }, (_, index) =>
      newFinding(index * 100 + 1, random),
    ),
  });
  // As the writer ends.
  database.exec("PRAGMA optimize");
  database.close();
  await writeJsonAtomically(
    projectPaths(directory).manifest,
    newManifest("Generated", new Date()),
  );
  return spent;
}

function sideOf(id: number): Split {
  return SIDES[id % SIDES.length] ?? "train";
}

function newImage(
  id: number,
  rootId: number,
  classIds: readonly number[],
  random: Random,
): NewImage {
  const group = Math.floor(random.uniform(0, CLASSES));
  return {
    rootId,
    path: `class ${group}/IMG_${String(id).padStart(7, "0")} ${wordOf(random)}.jpg`,
    sha256: id.toString(16).padStart(64, "0"),
    sizeBytes: Math.floor(random.uniform(10_000, 4_000_000)),
    modifiedMs: 1.7e12 + id,
    width: Math.floor(random.uniform(100, 4000)),
    height: Math.floor(random.uniform(100, 4000)),
    orientation: 1,
    format: "jpeg",
    details: { hasAlpha: false },
    classId: classIds[group] ?? 0,
    givenSplit: null,
    attributes: {
      camera: CAMERAS[id % CAMERAS.length] ?? "",
      place: wordOf(random),
    },
  };
}

/** One of 676 words of five letters. */
function wordOf(random: Random): string {
  const letter = () =>
    String.fromCharCode(97 + Math.floor(random.uniform(0, 26)));
  return `x${letter()}y${letter()}z`;
}

function newMeasures(imageId: number, sha256: string, random: Random) {
  return {
    imageId,
    sha256,
    version: 1,
    differenceHash: hashOf(imageId, random),
    brightness: random.uniform(0, 1),
    darkShare: 0,
    brightShare: 0,
    contrast: 0.2,
    sharpness: random.uniform(0, 2000),
    entropy: 7,
    red: 0.4,
    green: 0.4,
    blue: 0.4,
  };
}

/** Bits of its own, but every twentieth picture is a copy of the one before with at most three bits changed. */
function hashOf(imageId: number, random: Random): Uint8Array {
  const isCopy = imageId % 20 === 0;
  const own = createRandom("generated hash", isCopy ? imageId - 1 : imageId);
  const hash = Uint8Array.from({ length: 32 }, (_, byte) =>
    byte < 28 ? own.integer(256) : 0,
  );
  const changes = isCopy ? 3 : 0;
  for (let change = 0; change < changes; change++) {
    hash[random.integer(28)]! ^= 1 << random.integer(8);
  }
  return hash;
}

function newPrediction(
  imageId: number,
  actualClassId: number,
  classIds: readonly number[],
  random: Random,
): NewPrediction {
  const isRight = random.uniform(0, 1) < 0.9;
  const other = classIds[Math.floor(random.uniform(0, CLASSES))] ?? 0;
  const confidence = random.uniform(0.3, 1);
  return {
    imageId,
    split: sideOf(imageId),
    actualClassId,
    predictedClassId: isRight ? actualClassId : other,
    confidence,
    labelProbability: isRight ? confidence : 1 - confidence,
    probabilities: new Float32Array(CLASSES),
  };
}

function newFinding(imageId: number, random: Random): NewFinding {
  return {
    imageId,
    otherImageId: null,
    score: random.uniform(0, 1),
    details: { sureness: "possible", message: "The picture is blurred." },
  };
}

function timed(act: () => void): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}
