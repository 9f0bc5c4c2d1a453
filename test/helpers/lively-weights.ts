import { createRandom } from "#engine/base/random.ts";
import {
  sizeOf,
  tensor,
  type Tensor,
  type TensorMap,
} from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";

/**
 * Random weights under which different pictures get clearly different answers: the moving statistics of normalization are those
 * of a batch of noise, and the head is strong.
 */
export async function livelyWeights(graph: LayerGraph): Promise<TensorMap> {
  const layers = graph.layers.map((node) =>
    node.op === "batchNormalization"
      ? { ...node, attributes: { ...node.attributes, momentum: 0 } }
      : node,
  );
  const trainer = await createOnnxExecutor().createTrainer({
    graph: { ...graph, layers },
    weights: initializeWeights(graph, 3),
    trainableLayers: new Set(layers.map((node) => node.name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: 4,
    seed: 1,
  });
  const random = createRandom("noise");
  const size = [4, ...graph.input.shape];
  const input = tensor(
    size,
    Float32Array.from({ length: sizeOf(size) }, () => random.normal()),
  );
  const labels = tensor(
    [4, 4],
    Float32Array.from({ length: 16 }, () => 0.25),
  );
  const sampleWeights = tensor([4], new Float32Array(4).fill(1));
  await trainer.step({ input, labels, sampleWeights, learningRate: 0 });
  const weights = new Map((await trainer.getState()).weights);
  await trainer.dispose();
  const head = weights.get("predictions/kernel") as Tensor;
  return weights.set(
    "predictions/kernel",
    tensor(
      head.shape,
      head.data.map((value) => 2 * value),
    ),
  );
}
