import * as tf from "@tensorflow/tfjs";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import {
  dropoutMask,
  dropoutMaskShape,
} from "#engine/compute/dropout-masks.ts";
import type {
  StepResult,
  Trainer,
  TrainerRequest,
  TrainerState,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { layersFor, outputsOf } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { fromTfjs, selectBackend, toTfjs, weightsToTfjs } from "./backend.ts";
import { evaluateGraph, valueOf } from "./evaluate-graph.ts";
import { createLearner } from "./learner.ts";
import { sampleShares, totalLoss } from "./loss.ts";
import { followStatistics, type Statistics } from "./running-statistics.ts";

/** A training session through TensorFlow.js. @throws StudioError `graph/…`, `weights/…` */
export async function createTfjsTrainer(
  backend: string,
  request: TrainerRequest,
): Promise<Trainer> {
  const { trainableLayers, batchNormalization } = request;
  checkWeights(request.graph, request.weights);
  const scored = withoutSoftmax(request.graph).graph;
  const graph = { ...scored, layers: layersFor(scored, outputsOf(scored)) };
  const shapes = inferShapes(graph);
  const learned = weightSpecs(graph).filter(
    (spec) => spec.trainable && trainableLayers.has(spec.layer),
  );
  const allNames = weightSpecs(request.graph).map((spec) => spec.name);
  await selectBackend(backend);
  const weights = weightsToTfjs(request.weights, allNames);
  const learner = createLearner(request, learned, weights);
  let step = 0;

  function usesBatchStatistics(layer: string): boolean {
    return batchNormalization === "training" && trainableLayers.has(layer);
  }

  function masks(): Map<string, tf.Tensor> {
    const drawn = new Map<string, tf.Tensor>();
    for (const node of graph.layers) {
      if (node.op !== "dropout") continue;
      const { rate, perSample } = resolveAttributes(node);
      const shape = dropoutMaskShape(
        request.batchSize,
        shapeOf(shapes, node.name),
        perSample,
      );
      const key = { seed: request.seed, step, layer: node.name };
      if (rate > 0) drawn.set(node.name, toTfjs(dropoutMask(shape, key, rate)));
    }
    return drawn;
  }

  function gradients(batch: TrainingBatch) {
    const statistics = new Map<string, Statistics>();
    let probabilities: tf.Tensor | undefined;
    const known = new Map([[graph.input.name, toTfjs(batch.input)]]);
    const labels = toTfjs(batch.labels);
    const shares = tf.tensor1d(sampleShares(batch.sampleWeights.data));
    const dropoutMasks = masks();
    const report = (layer: string, mean: tf.Tensor, variance: tf.Tensor) => {
      statistics.set(layer, {
        mean: tf.keep(mean),
        variance: tf.keep(variance),
      });
    };
    const loss = (...values: tf.Tensor[]) => {
      const current = new Map(weights);
      learned.forEach(({ name }, index) =>
        current.set(name, values[index] as tf.Tensor),
      );
      const normalization = { usesBatchStatistics, report };
      const all = evaluateGraph({
        graph,
        weights: current,
        known,
        dropoutMasks,
        normalization,
      });
      const result = totalLoss(graph, (output) => valueOf(all, output), {
        spec: request.loss,
        labels,
        shares,
        labelSmoothing: request.labelSmoothing ?? 0,
      });
      probabilities = tf.keep(result.probabilities);
      return result.loss;
    };
    const { value, grads } = tf.valueAndGrads(loss)(
      learned.map(({ name }) => valueOf(weights, name)),
    );
    return {
      loss: value,
      grads,
      statistics,
      probabilities: probabilities as unknown as tf.Tensor,
    };
  }

  return {
    async step(batch: TrainingBatch): Promise<StepResult> {
      await selectBackend(backend);
      const { loss, probabilities } = tf.tidy(() => {
        const result = gradients(batch);
        learner.learn(result.grads, batch.learningRate, step + 1);
        followStatistics(graph, result.statistics, weights);
        return { loss: result.loss, probabilities: result.probabilities };
      });
      step++;
      const answer = {
        loss: (await loss.data())[0] ?? Number.NaN,
        probabilities: await fromTfjs(probabilities),
      };
      tf.dispose([loss, probabilities]);
      return answer;
    },
    async getState(): Promise<TrainerState> {
      const averages = await learner.copyAverages();
      return {
        step,
        weights: await copyOut(weights),
        slots: await learner.copySlots(),
        ...(averages ? { averages } : {}),
      };
    },
    async setState(state: TrainerState): Promise<void> {
      await selectBackend(backend);
      checkWeights(request.graph, state.weights);
      step = state.step;
      for (const [name, value] of weightsToTfjs(state.weights, allNames)) {
        replace(weights, name, value);
      }
      learner.restore(state.slots, state.averages);
    },
    async dispose() {
      tf.dispose([...weights.values()]);
      weights.clear();
      learner.dispose();
    },
  };
}

/** Puts a new tensor in the place of an old one, which is freed. */
function replace(
  store: Map<string, tf.Tensor>,
  name: string,
  value: tf.Tensor,
): void {
  store.get(name)?.dispose();
  store.set(name, tf.keep(value));
}

async function copyOut(
  values: ReadonlyMap<string, tf.Tensor>,
): Promise<TensorMap> {
  const copies = new Map<string, Tensor>();
  for (const [name, value] of values) copies.set(name, await fromTfjs(value));
  return copies;
}
