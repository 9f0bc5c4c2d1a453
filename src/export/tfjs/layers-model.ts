import type { Tensor } from "#engine/base/tensor.ts";
import type { ExportModel } from "#engine/export/export-types.ts";
import type { LayerGraph, LayerOp } from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { weightSpecs, type WeightSpec } from "#engine/graph/weights.ts";
import { groupsAsDepthwise } from "./groups-as-depthwise.ts";
import { kerasLayers } from "./keras-layer-table.ts";

/** Small enough for a browser's cache, as TensorFlow.js's own converter cuts. */
const SHARD_BYTES = 4 * 1024 * 1024;

/**
 * A tf.LayersModel: `model.json` and its weight files.
 * @returns path → content
 * @throws StudioError `export/unsupported-layer` naming a layer that TensorFlow.js layers models do not have
 */
export function writeLayersModel(
  given: ExportModel,
): [string, Uint8Array | string][] {
  const model = { ...given, graph: groupsAsDepthwise(given.graph) };
  const { manifest, bytes } = collectWeights(model);
  const shards: Uint8Array[] = [];
  for (
    let start = 0;
    start === 0 || start < bytes.length;
    start += SHARD_BYTES
  ) {
    shards.push(bytes.subarray(start, start + SHARD_BYTES));
  }
  const paths = shards.map(
    (_, i) => `group1-shard${i + 1}of${shards.length}.bin`,
  );
  const json = {
    format: "layers-model",
    generatedBy: "Convolve",
    convertedBy: null,
    modelTopology: {
      keras_version: "2.15.0",
      backend: "tensorflow",
      model_config: topology(model.graph, model.name),
    },
    weightsManifest: [{ paths, weights: manifest }],
  };
  return [
    ["model.json", `${JSON.stringify(json)}\n`],
    ...shards.map((shard, i): [string, Uint8Array] => [
      paths[i] as string,
      shard,
    ]),
  ];
}

function topology(graph: LayerGraph, name: string): object {
  const shapes = inferShapes(graph);
  const { input } = graph;
  const inputLayer = {
    name: input.name,
    class_name: "InputLayer",
    config: {
      name: input.name,
      batch_input_shape: [null, ...input.shape],
      dtype: "float32",
      sparse: false,
    },
    inbound_nodes: [],
  };
  const layers = graph.layers.flatMap((node) =>
    kerasLayers(node, shapeOf(shapes, node.name)),
  );
  return {
    class_name: "Model",
    config: {
      name,
      layers: [inputLayer, ...layers],
      input_layers: [[input.name, 0, 0]],
      output_layers: [[graph.output, 0, 0]],
    },
  };
}

function collectWeights({ graph, weights }: ExportModel): {
  manifest: object[];
  bytes: Uint8Array;
} {
  const ops = new Map(graph.layers.map(({ name, op }) => [name, op]));
  const manifest: object[] = [];
  const parts: Uint8Array[] = [];
  for (const spec of weightSpecs(graph)) {
    const written = kerasWeight(spec, ops.get(spec.layer));
    if (written === undefined) continue;
    const { data } = weights.get(spec.name) as Tensor;
    manifest.push({ ...written, dtype: "float32" });
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return { manifest, bytes: new Uint8Array(Buffer.concat(parts)) };
}

/** A weight under the name and in the shape that its Keras layer has it; undefined where that layer has none. */
function kerasWeight(
  { name, layer, role, shape }: WeightSpec,
  op: LayerOp | undefined,
): { readonly name: string; readonly shape: Shape } | undefined {
  switch (op) {
    case "depthwiseConv2d":
      return {
        name: role === "kernel" ? `${layer}/depthwise_kernel` : name,
        shape,
      };
    case "layerScale":
      return { name: `${layer}/depthwise_kernel`, shape: [1, 1, ...shape, 1] };
    case "normalization":
      return role === "count"
        ? undefined
        : { name: `${layer}/moving_${role}`, shape };
    default:
      return { name, shape };
  }
}
