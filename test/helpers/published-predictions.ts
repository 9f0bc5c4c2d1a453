import { readFileSync } from "node:fs";

import {
  scoredLabels,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import { testDataPath } from "./test-data.ts";

const FOLDER = "oracles/label-errors";

/** Published cross-validated probabilities of the test labels of `cifar10` or `mnist` (github.com/cleanlab/label-errors). */
export function readPublishedPredictions(name: string): ScoredLabels {
  const probabilities = readNumbers(
    testDataPath(
      FOLDER,
      "cross_validated_predicted_probabilities",
      `${name}_test_set_pyx.npy`,
    ),
  );
  const labels = readNumbers(
    testDataPath(
      FOLDER,
      "original_test_labels",
      `${name}_test_set_original_labels.npy`,
    ),
  );
  return scoredLabels(labels, Float32Array.from(probabilities), 10);
}

/** Rows that were shown to five people, and those of which most of them did not choose the given label. */
export function readVotes(name: string): {
  flagged: Set<number>;
  confirmed: Set<number>;
} {
  const votes = JSON.parse(
    readFileSync(testDataPath(FOLDER, "mturk", `${name}_mturk.json`), "utf8"),
  ) as { id: number; mturk: { given: number } }[];
  const wrong = votes.filter(({ mturk }) => mturk.given < 3);
  return {
    flagged: new Set(votes.map(({ id }) => id)),
    confirmed: new Set(wrong.map(({ id }) => id)),
  };
}

/** Reads a little-endian .npy array of the types that these files have. */
function readNumbers(path: string): ArrayLike<number> {
  const file = readFileSync(path);
  const headerLength = file.readUInt16LE(8);
  const header = file.toString("latin1", 10, 10 + headerLength);
  const body = file.buffer.slice(
    file.byteOffset + 10 + headerLength,
    file.byteOffset + file.length,
  );
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  if (type === "<f4") return new Float32Array(body);
  if (type === "<f8") return new Float64Array(body);
  if (type === "<i8") {
    return Float64Array.from(new BigInt64Array(body), Number);
  }
  if (type === "<u2") return new Uint16Array(body);
  if (type === "|u1") return new Uint8Array(body);
  throw new Error(`Expected f4, f8, i8, u2 or u1 numbers. Received: ${type}.`);
}
