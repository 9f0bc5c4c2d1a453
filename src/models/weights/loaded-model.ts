import { createHash } from "node:crypto";
import type { TensorMap } from "#engine/base/tensor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import type { LayerGraph, LayerOp } from "#engine/graph/layer-graph.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { inferShapes } from "#engine/graph/shapes.ts";

/** A trained network from a file. */
export interface LoadedModel {
  /** For people: the model's name in its notes, or the file's. */
  readonly title: string;
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** One for every output; undefined where the files name none. */
  readonly labels: readonly string[] | undefined;
  readonly preprocessing: Preprocessing;
  /** The picture that is pooled or flattened: where Grad-CAM looks and a backbone is cut; undefined where nothing is. */
  readonly featureLayer: string | undefined;
  /** SHA-256 of structure and weights, hexadecimal. */
  readonly fingerprint: string;
}

/**
 * Completes what a file has with what follows from it.
 * @param parts.featureLayer where it is known better than the last layer before a pooling or flattening layer
 * @throws StudioError as `checkWeights`
 */
export function loadedModel(
  parts: Omit<LoadedModel, "featureLayer" | "fingerprint"> & {
    readonly featureLayer?: string | undefined;
  },
): LoadedModel {
  const { graph, weights } = parts;
  checkWeights(graph, weights);
  return {
    ...parts,
    featureLayer: parts.featureLayer ?? findFeatureLayer(graph),
    fingerprint: fingerprint(graph, weights),
  };
}

/** What the last layer takes that makes a single place, or a vector, of a picture. */
function findFeatureLayer(graph: LayerGraph): string | undefined {
  const shapes = inferShapes(graph);
  const isPicture = ([height = 1, width = 1, ...rest]: readonly number[]) =>
    rest.length === 1 && Math.max(height, width) > 1;
  const reducing = graph.layers.findLast(
    ({ name, op, inputs }) =>
      REDUCING.has(op) &&
      isPicture(shapes.get(inputs[0] ?? "") ?? []) &&
      !isPicture(shapes.get(name) ?? []),
  );
  const name = reducing?.inputs[0];
  return name === graph.input.name ? undefined : name;
}

const REDUCING: ReadonlySet<LayerOp> = new Set([
  "globalAveragePooling2d",
  "globalMaxPooling2d",
  "averagePooling2d",
  "maxPooling2d",
  "flatten",
] as const);

function fingerprint(graph: LayerGraph, weights: TensorMap): string {
  const hash = createHash("sha256").update(JSON.stringify(graph));
  for (const [name, { data }] of weights) {
    hash
      .update(name)
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}
