import type { TrainingControl } from "#engine/training/control.ts";
import { classWeights } from "#engine/training/class-weights.ts";
import { betweenSteps } from "#engine/training/control.ts";
import {
  fitLogisticHead,
  predictLogisticHead,
} from "#engine/training/logistic-head.ts";
import { countPerClass } from "#engine/training/training-set.ts";
import type { Embeddings } from "./embeddings.ts";
import { gatherEmbeddings } from "./neighbours.ts";

/** Length that rows are given, at which the penalty suits (see cross-validate.ts). */
const ROW_LENGTH = 10;
const PENALTY_C = 0.5;
const MAX_ITERATIONS = 60;
const TOLERANCE = 3e-4;
/** More teach no more, and take longer. */
const MAX_LABELLED = 20_000;
const BLOCK_ROWS = 5000;

/**
 * What a plain head that has learnt from the labelled rows says of others.
 * @param labels of the labelled rows, 0 … classCount − 1
 * @returns probabilities, [rows × classCount]
 * @throws CancelledError
 */
export async function suggestLabels(
  embeddings: Embeddings,
  labelled: Int32Array,
  labels: Int32Array,
  classCount: number,
  rows: Int32Array,
  control: TrainingControl,
): Promise<Float32Array> {
  const step = Math.max(1, labelled.length / MAX_LABELLED);
  const chosen = Int32Array.from(
    { length: Math.floor(labelled.length / step) },
    (_, i) => Math.floor(i * step),
  );
  const learnt = chosen.map((i) => labels[i] as number);
  const head = await fitLogisticHead(
    scaledRows(
      embeddings,
      chosen.map((i) => labelled[i] as number),
    ),
    learnt,
    classCount,
    {
      c: PENALTY_C,
      classWeights: classWeights(countPerClass(learnt, classCount), "auto"),
      maxIterations: MAX_ITERATIONS,
      tolerance: TOLERANCE,
      betweenIterations: () => betweenSteps(control),
    },
  );
  const probabilities = new Float32Array(rows.length * classCount);
  for (let start = 0; start < rows.length; start += BLOCK_ROWS) {
    await betweenSteps(control);
    const block = rows.subarray(start, start + BLOCK_ROWS);
    probabilities.set(
      predictLogisticHead(head, scaledRows(embeddings, block)),
      start * classCount,
    );
  }
  return probabilities;
}

function scaledRows(embeddings: Embeddings, rows: Int32Array) {
  const data = gatherEmbeddings(embeddings, rows);
  return {
    rows: rows.length,
    columns: embeddings.columns,
    data: data.map((value) => value * ROW_LENGTH),
  };
}
