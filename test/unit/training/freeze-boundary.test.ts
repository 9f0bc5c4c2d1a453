import { describe, expect, it } from "vitest";
import { createRandom } from "#engine/base/random.ts";
import { tensor, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { cutAt } from "#engine/graph/cut.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { frozenPart, weightsOfLayers } from "#engine/training/cached-inputs.ts";
import { fineTunedLayers } from "#engine/training/fine-tuning.ts";
import { freezeBoundary } from "#engine/training/freeze-boundary.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import {
  BATCH,
  caseGraph,
  caseInput,
  CLASSES,
} from "#test/unit/compute/ops/op-case.ts";
import { OP_CASES } from "#test/unit/compute/ops/op-cases.ts";

failOnLeaks();

const ONNX = createOnnxExecutor({ threads: 1 });

/** What the boundary should be, slowly: the last layer before anything learns or is random at which the network can be cut. */
function lastCut(
  graph: LayerGraph,
  trainableLayers: ReadonlySet<string>,
): string | undefined {
  const first = graph.layers.findIndex(
    ({ name, op }) => trainableLayers.has(name) || op === "dropout",
  );
  return graph.layers
    .slice(0, first)
    .map(({ name }) => name)
    .findLast((name) => {
      if (name === graph.output) return false;
      try {
        const { body } = cutAt(graph, name);
        // Nothing that comes later in the order is needed, and nothing passes by.
        return body.layers.every(
          ({ name: layer }) => !trainableLayers.has(layer),
        );
      } catch {
        return false;
      }
    });
}

/** Layers that take one or two of the values before them, at random, ending where all that is left meets. */
function randomGraph(seed: number): LayerGraph {
  const random = createRandom(seed, "branches");
  const net = createLayerBuilder("random", { name: "x", shape: [3] });
  const values = ["x"];
  const unread = new Set<string>();
  const pick = () => {
    // Mostly the last ones, so that branches meet again and there are cuts.
    const reach = Math.min(values.length, 1 + random.integer(3));
    const value = values[values.length - 1 - random.integer(reach)] ?? "x";
    unread.delete(value);
    return value;
  };
  const append = (name: string) => {
    values.push(name);
    unread.add(name);
  };
  for (let i = 0; i < 12; i++) {
    const name = `layer-${i}`;
    if (random.next() < 0.6)
      append(net.layer("dense", name, { units: 3 }, pick()));
    else
      append(
        net.layer(random.next() < 0.5 ? "add" : "multiply", name, {}, [
          pick(),
          pick(),
        ]),
      );
  }
  const ends = [...unread];
  const [end = ""] = ends;
  const met = ends.length > 1 ? net.layer("add", "met", {}, ends) : end;
  net.layer("dense", "out", { units: 2, activation: "softmax" }, met);
  return net.build();
}

describe("freezeBoundary", () => {
  it("is the last possible cut of 300 networks with random branches", () => {
    let cuts = 0;
    for (let seed = 0; seed < 300; seed++) {
      const graph = randomGraph(seed);
      const random = createRandom(seed, "learns");
      const names = graph.layers.map(({ name }) => name);
      const lowest = random.integer(names.length);
      const learning = new Set(
        names.filter((_, i) => i >= lowest && random.next() < 0.7),
      );
      learning.add("out");
      const boundary = freezeBoundary(graph, learning);
      expect(boundary, `seed ${seed}`).toBe(lastCut(graph, learning));
      if (boundary !== undefined) cuts++;
    }
    expect(cuts).toBeGreaterThan(100);
    expect(cuts).toBeLessThan(300);
  });

  it("of an inception module is where the branches meet, or before they part", () => {
    const net = createLayerBuilder("inception", {
      name: "x",
      shape: [6, 6, 3],
    });
    const stem = net.layer("conv2d", "stem", { filters: 4, kernelSize: 1 });
    const one = net.layer("conv2d", "one", { filters: 2, kernelSize: 1 }, stem);
    net.layer("conv2d", "reduce", { filters: 2, kernelSize: 1 }, stem);
    const three = net.layer("conv2d", "three", {
      filters: 2,
      kernelSize: 3,
      padding: "same",
    });
    const met = net.layer("concatenate", "met", {}, [one, three]);
    net.layer("globalAveragePooling2d", "pool", {}, met);
    net.layer("dense", "out", { units: 2, activation: "softmax" });
    const graph = net.build();
    expect(freezeBoundary(graph, new Set(["out"]))).toBe("pool");
    for (const branch of ["one", "reduce", "three"])
      expect(freezeBoundary(graph, new Set([branch, "out"]))).toBe("stem");
    expect(freezeBoundary(graph, new Set(["stem", "out"]))).toBeUndefined();
  });

  it.each(["resnet-18", "resnet-8", "mobilenet-v2", "lenet-5"] as const)(
    "cuts %s below every number of blocks that learn",
    (model) => {
      const graph = buildModel(model, {
        inputSize: model === "mobilenet-v2" ? 96 : 32,
      });
      const head = new Set([graph.output]);
      for (let blocks = 0; blocks < 6; blocks++) {
        const learning = fineTunedLayers(graph, head, blocks);
        const boundary = freezeBoundary(graph, learning);
        expect(boundary).toBe(lastCut(graph, learning));
      }
    },
  );

  // The first case of each op; the value of the frozen layers is then the input of the rest.
  const cases = [...Map.groupBy(OP_CASES, ({ op }) => op).values()].flatMap(
    ([first]) => (first ? [first] : []),
  );
  it.each(cases)(
    "$op: learns from cached values as from pictures",
    async (opCase) => {
      const graph = caseGraph(opCase);
      const weights = initializeWeights(graph, 2);
      const learning = new Set(["out"]);
      const boundary = freezeBoundary(graph, learning);
      expect(boundary).toBe(
        opCase.op === "dropout" ? "before" : graph.layers.at(-2)?.name,
      );
      const frozen = frozenPart(graph, weights, boundary ?? "");
      const forward = await ONNX.createForward({
        graph: frozen.graph,
        weights: frozen.weights,
      });
      const pictures = caseInput(opCase);
      const features = (await forward.run(pictures)).get(boundary ?? "");
      await forward.dispose();
      expect(features?.shape.slice(1)).toEqual(frozen.shape);
      const whole = await step(graph, weights, pictures);
      const part = await step(
        frozen.head,
        weightsOfLayers(frozen.head, weights),
        features as Tensor,
      );
      expect(part.loss).toBeCloseTo(whole.loss, 5);
      part.kernel.forEach((value, i) =>
        expect(value).toBeCloseTo(whole.kernel[i] ?? Number.NaN, 4),
      );
    },
  );
});

/** One step of the classifier alone. */
async function step(graph: LayerGraph, weights: TensorMap, input: Tensor) {
  const trainer = await ONNX.createTrainer({
    graph,
    weights,
    trainableLayers: new Set(["out"]),
    batchNormalization: "inference",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: BATCH,
    seed: 3,
  });
  const labels = tensor([BATCH, CLASSES], new Float32Array(BATCH * CLASSES));
  for (let row = 0; row < BATCH; row++)
    labels.data[row * CLASSES + (row % CLASSES)] = 1;
  const { loss } = await trainer.step({
    input,
    labels,
    sampleWeights: tensor([BATCH], new Float32Array(BATCH).fill(1)),
    learningRate: 0.1,
  });
  const { weights: after } = await trainer.getState();
  await trainer.dispose();
  return { loss, kernel: after.get("out/kernel")?.data ?? new Float32Array() };
}
