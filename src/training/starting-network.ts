import type { Recipe } from "#api/recipe.ts";
import { createHash } from "node:crypto";

import { zeros, type TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { InputPreprocessing } from "#engine/graph/text-preprocessing.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { classifierHead, withHead } from "#engine/graph/with-head.ts";

/** Where a run starts: a pretrained network without a head, or an architecture with fresh weights. */
export interface StartingNetwork {
  readonly id: string;
  /** For a person. */
  readonly name: string;
  /** `transfer`: ends in features. `scratch`: complete, one output per class. */
  readonly method: Recipe["method"];
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly preprocessing: InputPreprocessing;
}

/** A network with an output per class, ready to learn. */
export interface ClassifierNetwork {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** Layers with weights that were added on top of pretrained ones; from scratch, all that have weights. */
  readonly headLayers: ReadonlySet<string>;
}

/**
 * Puts a fresh head on pretrained features; an architecture from scratch is taken as it is. The head starts at zero, with all classes
 * equally likely: one layer has no symmetry to break, and the noise of a random start would stay in directions that few pictures tell
 * anything about (on 360 photographs a random start cost 2 points of accuracy).
 */
export function toClassifier(
  start: StartingNetwork,
  classCount: number,
  recipe: Pick<Recipe, "dropout">,
): ClassifierNetwork {
  if (start.method === "scratch") {
    return {
      graph: start.graph,
      weights: start.weights,
      headLayers: layersWithWeights(start.graph),
    };
  }
  const options = { dropout: recipe.dropout };
  const head = classifierHead(start.graph, classCount, options);
  return {
    graph: withHead(start.graph, classCount, options),
    weights: new Map([...start.weights, ...zeroWeights(head)]),
    headLayers: layersWithWeights(head),
  };
}

function zeroWeights(graph: LayerGraph): TensorMap {
  return new Map(
    weightSpecs(graph).map(({ name, shape }) => [name, zeros(shape)]),
  );
}

function layersWithWeights(graph: LayerGraph): ReadonlySet<string> {
  return new Set(weightSpecs(graph).map(({ layer }) => layer));
}

/** A fingerprint of weights: names, shapes and every bit. */
export function hashWeights(weights: TensorMap): string {
  const hash = createHash("sha256");
  for (const name of [...weights.keys()].toSorted()) {
    const { shape, data } = weights.get(name) ?? { shape: [], data: [] };
    hash.update(`${name}:${shape.join("x")};`);
    hash.update(new Uint8Array(Float32Array.from(data).buffer));
  }
  return hash.digest("hex");
}
