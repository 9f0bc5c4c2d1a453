import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import type { ExportModel } from "#engine/export/export-types.ts";
import { writeFiles } from "#engine/export/output-directory.ts";
import { writeLayersModel } from "#engine/export/tfjs/layers-model.ts";
import { openLayersModel } from "#engine/export/tfjs/open-layers-model.ts";
import { withProbabilities } from "#engine/export/with-probabilities.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type {
  LayerGraph,
  LayerNode,
  LayerOp,
  OpAttributes,
} from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import {
  buildModel,
  MODEL_CATALOG,
  modelEntry,
  type ModelId,
} from "#engine/models/catalog.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import {
  caseWeights,
  randomIndices,
  randomTensor,
} from "#test/helpers/random-tensors.ts";

function exported(graph: LayerGraph): ExportModel {
  return {
    graph,
    weights: initializeWeights(graph, 1),
    preprocessing: standardPreprocessing(32, "zero-to-one"),
    labels: [],
    name: "test",
  };
}

async function readBack(model: ExportModel) {
  const folder = await mkdtemp(join(tmpdir(), "convolve-layers-model-"));
  try {
    await writeFiles(folder, new Map(writeLayersModel(model)));
    return await loadModelFile(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function answerOf(
  { graph, weights }: Pick<ExportModel, "graph" | "weights">,
  input: Tensor,
): Promise<Float32Array> {
  const executor = createTfjsExecutor({ backend: "cpu" });
  const forward = await executor.createForward({ graph, weights });
  const values = await forward.run(input);
  await forward.dispose();
  return values.get(graph.output)?.data ?? new Float32Array();
}

function largestDifference(ours: Float32Array, theirs: Float32Array): number {
  expect(ours).toHaveLength(theirs.length);
  return Math.max(
    ...ours.map((value, i) => Math.abs(value - (theirs[i] ?? Number.NaN))),
  );
}

function pictureNetwork(): LayerGraph {
  const net = createLayerBuilder("pictures", { name: "x", shape: [10, 10, 3] });
  net.layer("rescaling", "rescaled", {
    scale: [0.5, 1, 2],
    offset: [0, 0.1, -0.2],
  });
  net.layer("rescaling", "halved", { scale: 0.5 });
  net.layer("cropping2d", "cropped", {
    cropping: [
      [1, 0],
      [0, 2],
    ],
  });
  net.layer("dropout", "dropped", { rate: 0.2, perSample: true });
  net.layer("separableConv2d", "separable", {
    filters: 6,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    depthMultiplier: 2,
    activation: "elu",
  });
  net.layer("layerNormalization", "norm", { epsilon: 0.01 });
  net.layer("activation", "leaky", {
    activation: "leakyRelu",
    negativeSlope: 0.1,
  });
  const body = net.layer("upSampling2d", "larger", { size: [2, 1] });
  net.layer("globalMaxPooling2d", "squeeze", { keepDims: true });
  const gate = net.layer("conv2d", "gate", {
    filters: 6,
    kernelSize: 1,
    activation: "sigmoid",
  });
  net.layer("multiply", "excite", {}, [body, gate]);
  net.layer("reshape", "rows", { targetShape: [10, -1] });
  net.layer("conv1d", "along", {
    filters: 5,
    kernelSize: 3,
    padding: "same",
    dilationRate: 2,
    activation: "swish",
  });
  net.layer("maxPooling1d", "most", { poolSize: 3, strides: 2 });
  net.layer("averagePooling1d", "mean", { poolSize: 2, padding: "same" });
  net.layer("globalAveragePooling1d", "pool", {});
  net.layer("activation", "soft", { activation: "softplus" });
  net.layer("dense", "out", { units: 4, activation: "softmax" });
  return net.build();
}

function textNetwork(): LayerGraph {
  const net = createLayerBuilder("text", { name: "x", shape: [7] });
  net.layer("embedding", "table", { inputDim: 10, outputDim: 4 });
  net.layer("conv1d", "conv", {
    filters: 5,
    kernelSize: 3,
    activation: "gelu",
  });
  net.layer("globalMaxPooling1d", "pool", {});
  net.layer("dense", "out", { units: 3, activation: "softmax" });
  return net.build();
}

/** Groups, response normalization, channels chosen or filled up with zeros. */
const LACKING = /^(lenet-5-1998|alexnet.*|googlenet|resnet-cifar-.*)$/;

/** Written as other layers that compute the same. */
function isRewritten({ op, attributes }: LayerNode): boolean {
  return (
    op === "normalization" ||
    op === "layerScale" ||
    (op === "activation" && attributes.activation.startsWith("hard"))
  );
}

/** Every architecture of the catalog at its least size and width; those left out are the larger siblings of others. */
function smallNetworks(): [ModelId, LayerGraph][] {
  return (Object.keys(MODEL_CATALOG) as ModelId[])
    .map((id): [ModelId, LayerGraph] => {
      const { leastInputSize, widths } = modelEntry(id);
      const inputSize = Math.max(32, leastInputSize);
      const width = Math.min(1, ...widths);
      return [id, buildModel(id, { inputSize, width, classes: 7 })];
    })
    .filter(([, graph]) => countParameters(graph).total < 9_000_000)
    .filter(([, { layers }]) => !layers.some(isRewritten));
}

/** Names of the weights that differ: millions of numbers, too many to be compared one by one. */
function otherBits(ours: TensorMap, theirs: TensorMap): string[] {
  return [...theirs].flatMap(([name, { shape, data }]) => {
    const found = ours.get(name);
    const isSame =
      found?.shape.join() === shape.join() &&
      Buffer.from(
        found.data.buffer,
        found.data.byteOffset,
        found.data.byteLength,
      ).equals(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return isSame ? [] : [name];
  });
}

function has({ layers }: LayerGraph, op: LayerOp): boolean {
  return layers.some((node) => node.op === op);
}

/** By name: the reader may put parallel branches in another order. */
function connections({ layers }: LayerGraph) {
  return layers
    .map(({ name, op, inputs }) => [name, op, inputs] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe("writeLayersModel", () => {
  const written = smallNetworks().filter(([id]) => !LACKING.test(id));

  it.each(written.filter(([, graph]) => !has(graph, "reshape")))(
    "%s can be read back: same layers, same weights",
    async (_, network) => {
      const model = exported(network);
      const { graph, weights } = await readBack(model);
      expect(connections(graph)).toEqual(connections(model.graph));
      expect(weights.size).toBe(model.weights.size);
      expect(otherBits(weights, model.weights)).toEqual([]);
    },
  );

  // A pooling and a reshape are read back as a pooling that keeps height and width.
  it.each(written.filter(([, graph]) => has(graph, "reshape")))(
    "%s can be read back: same weights",
    async (_, network) => {
      const model = exported(network);
      const { weights } = await readBack(model);
      expect(weights.size).toBe(model.weights.size);
      expect(otherBits(weights, model.weights)).toEqual([]);
    },
  );

  it.each(smallNetworks().filter(([id]) => LACKING.test(id)))(
    "%s is refused by the name of a layer that TensorFlow.js lacks",
    (_, network) => {
      expect(() => writeLayersModel(exported(network))).toThrow(
        expect.objectContaining({ code: "export/unsupported-layer" }),
      );
    },
  );

  it("cuts large weights into files of 4 MiB", () => {
    const files = writeLayersModel(
      exported(buildModel("resnet-18", { width: 0.25 })),
    );
    const shards = files.filter(([path]) => path.endsWith(".bin"));
    expect(shards.length).toBe(1);
    const larger = writeLayersModel(
      exported(buildModel("resnet-18", { width: 0.5 })),
    );
    expect(
      larger.filter(([path]) => path.endsWith(".bin")).length,
    ).toBeGreaterThan(2);
  });

  it("keeps pooled height and width by a reshape", async () => {
    const net = createLayerBuilder("keep", { name: "x", shape: [4, 4, 3] });
    net.layer("globalAveragePooling2d", "pool", { keepDims: true });
    net.layer("conv2d", "scores", {
      filters: 2,
      kernelSize: 1,
      activation: "softmax",
    });
    net.layer("flatten", "flat", {});
    const { graph } = await readBack(exported(net.build()));
    expect(graph.layers[0]).toMatchObject({
      op: "globalAveragePooling2d",
      attributes: { keepDims: true },
    });
  });

  it.each([
    ["pictures", pictureNetwork()],
    ["text", textNetwork()],
  ])(
    "writes every layer that TensorFlow.js has, of %s: the same answers there, the same layers read back",
    async (_, graph) => {
      const model = { ...exported(graph), weights: caseWeights(graph) };
      const input =
        graph.input.shape.length === 1
          ? randomIndices([2, ...graph.input.shape], 10, "text")
          : randomTensor([2, ...graph.input.shape], "pictures");
      const expected = await answerOf(model, input);
      const folder = await mkdtemp(join(tmpdir(), "convolve-layers-model-"));
      try {
        await writeFiles(folder, new Map(writeLayersModel(model)));
        const there = await openLayersModel(folder);
        const answer = await there.run(input);
        await there.dispose();
        expect(largestDifference(answer, expected)).toBeLessThan(1e-5);
        const back = await loadModelFile(folder);
        const again = await answerOf({ ...model, ...back }, input);
        expect(largestDifference(again, expected)).toBeLessThan(1e-6);
        expect(back.weights).toEqual(model.weights);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  it("writes stored statistics, factors per channel and hard activations as layers that compute the same", async () => {
    const net = createLayerBuilder("other", { name: "x", shape: [4, 4, 3] });
    net.layer("normalization", "normalized", {});
    net.layer("layerScale", "scaled", {});
    net.layer("conv2d", "by_channel", {
      filters: 6,
      kernelSize: 3,
      groups: 3,
      padding: "same",
    });
    net.layer("activation", "swish", { activation: "hardSwish" });
    net.layer("activation", "sigmoid", { activation: "hardSigmoid" });
    net.layer("flatten", "flat", {});
    net.layer("dense", "out", { units: 2, activation: "softmax" });
    const graph = net.build();
    const model = { ...exported(graph), weights: caseWeights(graph) };
    const input = randomTensor([2, 4, 4, 3], "pictures");
    const back = await readBack(model);
    expect(back.graph.layers.map(({ op }) => op)).toEqual([
      "batchNormalization",
      "depthwiseConv2d",
      "depthwiseConv2d",
      "rescaling",
      "activation",
      "rescaling",
      "multiply",
      "rescaling",
      "activation",
      "rescaling",
      "flatten",
      "dense",
    ]);
    expect(
      largestDifference(
        await answerOf(back, input),
        await answerOf(model, input),
      ),
    ).toBeLessThan(1e-5);
  });

  it.each([
    ["localResponseNormalization", {}, [4, 4, 4]],
    ["upSampling2d", { interpolation: "bilinear" }, [4, 4, 4]],
    ["activation", { activation: "gelu", approximate: true }, [4, 4, 4]],
    ["dense", { units: 2, activation: "hardSigmoid" }, [4]],
    ["conv1d", { filters: 4, kernelSize: 1, groups: 2 }, [4, 4]],
    ["conv1d", { filters: 4, kernelSize: 2, padding: "causal" }, [4, 4]],
    ["zeroPadding1d", { padding: [1, 1] }, [4, 4]],
    ["euclideanRbf", { units: 2 }, [4]],
    ["selectChannels", { channels: [1, 0] }, [4, 4, 4]],
    ["padChannels", { padding: [1, 1] }, [4, 4, 4]],
    ["layerScale", {}, [4]],
  ] as const)("refuses %s %j by name", (op, attributes, shape) => {
    const net = createLayerBuilder("refused", { name: "x", shape });
    net.layer(op, "the-layer", attributes as OpAttributes[typeof op]);
    expect(() => writeLayersModel(exported(net.build()))).toThrow(
      /"the-layer".*Export as ONNX/,
    );
  });

  it("refuses a grouped convolution by name and says what to do", () => {
    const net = createLayerBuilder("grouped", { name: "x", shape: [4, 4, 4] });
    net.layer("conv2d", "two-groups", { filters: 4, kernelSize: 1, groups: 2 });
    expect(() => writeLayersModel(exported(net.build()))).toThrow(
      /"two-groups".*Export as ONNX/,
    );
  });
});

describe("withProbabilities", () => {
  it("leaves a network that ends in softmax and ends another in one", () => {
    const lenet = buildModel("lenet-5");
    expect(withProbabilities(lenet)).toBe(lenet);
    const net = createLayerBuilder("scores", { name: "x", shape: [3] });
    net.layer("dense", "probabilities", { units: 2 });
    const graph = withProbabilities(net.build());
    expect(graph.layers.at(-1)).toMatchObject({
      name: "probabilities_",
      op: "activation",
      attributes: { activation: "softmax" },
    });
  });

  it("sees a softmax behind the flattening of one position, not of many", () => {
    const net = (size: number) => {
      const layers = createLayerBuilder("conv", {
        name: "x",
        shape: [size, size, 3],
      });
      layers.layer("conv2d", "scores", {
        filters: 2,
        kernelSize: 1,
        activation: "softmax",
      });
      layers.layer("flatten", "flat", {});
      return layers.build();
    };
    expect(withProbabilities(net(1)).output).toBe("flat");
    expect(withProbabilities(net(2)).output).toBe("probabilities");
  });
});
