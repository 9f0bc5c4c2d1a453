import type { SplitMetrics } from "#api/training.ts";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import type { Executor, Forward } from "#engine/compute/executor.ts";
import {
  accuracy,
  logLoss,
  topKAccuracy,
} from "#engine/evaluation/accuracy.ts";
import {
  scoredLabels,
  type ScoredLabels,
} from "#engine/evaluation/scored-labels.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { inBatches } from "./compute-features.ts";
import { betweenSteps, type TrainingControl } from "./control.ts";
import { prefetched } from "./prefetched.ts";
import { labelsOf, type Sample } from "./training-set.ts";

export interface MeasureRequest {
  readonly executor: Executor;
  readonly threads?: number | undefined;
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** [samples, …graph.input.shape] */
  readonly read: (samples: readonly Sample[]) => Promise<Tensor>;
  readonly samples: readonly Sample[];
  readonly classCount: number;
  readonly control: TrainingControl;
}

/** Accuracy, loss and top-5 of a network on some pictures, without dropout; null for no pictures. */
export async function measureSplit(
  request: MeasureRequest,
): Promise<SplitMetrics | null> {
  if (request.samples.length === 0) return null;
  const { executor, graph, weights, threads } = request;
  const forward = await executor.createForward({
    graph,
    weights,
    ...(threads === undefined ? {} : { threads }),
  });
  try {
    return toSplitMetrics(await scoreSamples(forward, graph.output, request));
  } finally {
    await forward.dispose();
  }
}

/** The probabilities of each class for each sample. */
export async function scoreSamples(
  forward: Forward,
  output: string,
  request: Pick<
    MeasureRequest,
    "read" | "samples" | "classCount" | "control"
  > & { readonly onPictures?: (count: number) => void },
): Promise<ScoredLabels> {
  const { samples, classCount } = request;
  const probabilities = new Float32Array(samples.length * classCount);
  let row = 0;
  const batches = prefetched(inBatches(samples, MEASURE_BATCH), request.read);
  for await (const { item: batch, value: input } of batches) {
    await betweenSteps(request.control);
    const values = await forward.run(input);
    const scores = values.get(output) as Tensor;
    probabilities.set(scores.data, row * classCount);
    row += batch.length;
    request.onPictures?.(batch.length);
  }
  return scoredLabels(labelsOf(samples), probabilities, classCount);
}

export function toSplitMetrics(scored: ScoredLabels): SplitMetrics {
  return {
    accuracy: accuracy(scored).value,
    loss: logLoss(scored),
    top5: topKAccuracy(scored, 5),
  };
}

const MEASURE_BATCH = 32;
