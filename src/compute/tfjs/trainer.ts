import * as tf from "@tensorflow/tfjs";
import { StudioError } from "#engine/base/errors.ts";
import { zeros, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { dropoutMask } from "#engine/compute/dropout-masks.ts";
import type {
  StepResult,
  Trainer,
  TrainerRequest,
  TrainerState,
  TrainingBatch,
} from "#engine/compute/executor.ts";
import { decays, slotNames } from "#engine/compute/optimizer-spec.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { subgraphTo } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { weightSpecs, type WeightSpec } from "#engine/graph/weights.ts";
import { fromTfjs, selectBackend, toTfjs, weightsToTfjs } from "./backend.ts";
import { evaluateGraph, valueOf } from "./evaluate-graph.ts";
import { lossOf, sampleShares } from "./loss.ts";
import { clipScale, updateWeight } from "./optimizer.ts";

interface Statistics {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** A training session through TensorFlow.js. @throws StudioError `graph/…`, `weights/…` */
export async function createTfjsTrainer(
  backend: string,
  request: TrainerRequest,
): Promise<Trainer> {
  const { optimizer, trainableLayers, batchNormalization } = request;
  checkWeights(request.graph, request.weights);
  const scored = withoutSoftmax(request.graph).graph;
  const graph = subgraphTo(scored, scored.output);
  const shapes = inferShapes(graph);
  const learned = weightSpecs(graph).filter(
    (spec) => spec.trainable && trainableLayers.has(spec.layer),
  );
  const allNames = weightSpecs(request.graph).map((spec) => spec.name);
  await selectBackend(backend);
  const weights = weightsToTfjs(request.weights, allNames);
  const slots = new Map<string, tf.Tensor>();
  for (const { name, shape } of learned) {
    for (const slot of slotNames(optimizer)) {
      slots.set(`${name}/${slot}`, toTfjs(zeros(shape)));
    }
  }
  const averages =
    request.averageDecay === undefined
      ? undefined
      : weightsToTfjs(
          request.weights,
          learned.map(({ name }) => name),
        );
  let step = 0;

  function usesBatchStatistics(layer: string): boolean {
    return batchNormalization === "training" && trainableLayers.has(layer);
  }

  function masks(): Map<string, tf.Tensor> {
    const drawn = new Map<string, tf.Tensor>();
    for (const node of graph.layers) {
      if (node.op !== "dropout") continue;
      const { rate } = resolveAttributes(node);
      const shape = [request.batchSize, ...shapeOf(shapes, node.name)];
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
      const scores = valueOf(all, graph.output);
      const result = lossOf({
        spec: request.loss,
        scores,
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

  function learn(
    { name, layer }: WeightSpec,
    gradient: tf.Tensor,
    learningRate: number,
  ): void {
    const own = Object.fromEntries(
      slotNames(optimizer).map((slot) => [
        slot,
        valueOf(slots, `${name}/${slot}`),
      ]),
    );
    const after = updateWeight(request, {
      weight: valueOf(weights, name),
      gradient,
      slots: own,
      average: averages?.get(name),
      decays: decays(name),
      learningRate: learningRate * (request.rateFactors?.get(layer) ?? 1),
      step: step + 1,
    });
    replace(weights, name, after.weight);
    for (const [slot, value] of Object.entries(after.slots)) {
      replace(slots, `${name}/${slot}`, value);
    }
    if (averages && after.average) replace(averages, name, after.average);
  }

  function follow(layer: string, { mean, variance }: Statistics): void {
    const node = graph.layers.find((candidate) => candidate.name === layer);
    if (node?.op !== "batchNormalization") return;
    const { momentum } = resolveAttributes(node);
    const moved = (name: string, now: tf.Tensor) =>
      replace(
        weights,
        name,
        tf.add(
          tf.mul(valueOf(weights, name), momentum),
          tf.mul(now, 1 - momentum),
        ),
      );
    moved(`${layer}/moving_mean`, mean);
    moved(`${layer}/moving_variance`, variance);
    tf.dispose([mean, variance]);
  }

  return {
    async step(batch: TrainingBatch): Promise<StepResult> {
      await selectBackend(backend);
      const { loss, probabilities } = tf.tidy(() => {
        const result = gradients(batch);
        const scale =
          request.clipNorm === undefined
            ? undefined
            : clipScale(result.grads, request.clipNorm);
        learned.forEach((spec, index) => {
          const gradient = result.grads[index] as tf.Tensor;
          // One weight after the other, so that no two of them are there twice.
          tf.tidy(() => {
            const clipped = scale ? tf.mul(gradient, scale) : gradient;
            learn(spec, clipped, batch.learningRate);
          });
          gradient.dispose();
        });
        result.statistics.forEach((statistics, layer) =>
          follow(layer, statistics),
        );
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
      return {
        step,
        weights: await copyOut(weights),
        slots: await copyOut(slots),
        ...(averages ? { averages: await copyOut(averages) } : {}),
      };
    },
    async setState(state: TrainerState): Promise<void> {
      await selectBackend(backend);
      checkWeights(request.graph, state.weights);
      step = state.step;
      for (const [name, value] of weightsToTfjs(state.weights, allNames)) {
        replace(weights, name, value);
      }
      for (const name of slots.keys()) {
        const value = state.slots.get(name);
        if (value !== undefined) replace(slots, name, toTfjs(value));
      }
      for (const name of averages?.keys() ?? []) {
        replace(
          averages ?? new Map(),
          name,
          toTfjs(requireAverage(state, name)),
        );
      }
    },
    async dispose() {
      for (const kept of [weights, slots, averages]) {
        tf.dispose([...(kept?.values() ?? [])]);
        kept?.clear();
      }
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

function requireAverage({ averages }: TrainerState, name: string): Tensor {
  const average = averages?.get(name);
  if (average) return average;
  throw new StudioError(
    "compute/wrong-state",
    `Expected the moving average of "${name}" in the checkpoint. Received ${averages?.size ?? 0} averages. Continue without averaging, as the run began.`,
  );
}

async function copyOut(
  values: ReadonlyMap<string, tf.Tensor>,
): Promise<TensorMap> {
  const copies = new Map<string, Tensor>();
  for (const [name, value] of values) copies.set(name, await fromTfjs(value));
  return copies;
}
