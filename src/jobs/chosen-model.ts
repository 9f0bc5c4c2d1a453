import type { Recipe } from "#api/training.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import {
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import {
  BUILT_IN_BACKBONE,
  loadBuiltInBackbone,
} from "#engine/models/backbones/built-in.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import type { StartingNetwork } from "#engine/training/starting-network.ts";
import { loadImportedBackbone } from "./imported-backbones.ts";

/** A pretrained network by its id: the built-in one, or one of the person's collection; null for any other id. */
export async function findBackbone(
  id: string,
  modelsFolder: string,
): Promise<Backbone | null> {
  if (id === BUILT_IN_BACKBONE) return loadBuiltInBackbone();
  return loadImportedBackbone(id, modelsFolder);
}

/**
 * The same backbone for pictures of another size: possible because its body has convolutions and pooling only.
 * @param inputSize pixels of the square input's side
 * @throws StudioError `models/bad-size`
 */
export function withInputSize(
  backbone: Backbone,
  inputSize: number,
): Pick<Backbone, "graph" | "preprocessing"> {
  const { graph, preprocessing } = backbone;
  if (graph.input.shape[0] === inputSize && preprocessing.width === inputSize) {
    return { graph, preprocessing };
  }
  const channels = graph.input.shape[2] ?? 3;
  const resized = {
    ...graph,
    input: { ...graph.input, shape: [inputSize, inputSize, channels] },
  };
  try {
    inferShapes(resized);
  } catch (cause) {
    throw new StudioError(
      "models/bad-size",
      `"${backbone.title}" cannot take pictures of ${inputSize} × ${inputSize} pixels. Use ${graph.input.shape[0]}, the size that it was trained on.`,
      { cause },
    );
  }
  return {
    graph: resized,
    preprocessing: { ...preprocessing, width: inputSize, height: inputSize },
  };
}

/**
 * Where the training of a recipe starts.
 * @throws StudioError `models/…`, `training/no-pretrained-weights`
 */
export async function startingNetwork(
  recipe: Recipe,
  classCount: number,
  modelsFolder: string,
): Promise<StartingNetwork> {
  const backbone = await findBackbone(recipe.model, modelsFolder);
  if (backbone === null) return freshNetwork(recipe, classCount);
  const { graph, preprocessing } = withInputSize(backbone, recipe.inputSize);
  return {
    id: backbone.id,
    name: backbone.title,
    method: "transfer",
    graph,
    weights: backbone.weights,
    preprocessing: withResize(preprocessing, recipe),
  };
}

/**
 * What the recipe's model is called, after a look at whether the recipe is possible at all; no weights are made.
 * @throws StudioError as `startingNetwork`
 */
export async function checkedModelName(
  recipe: Recipe,
  classCount: number,
  modelsFolder: string,
): Promise<string> {
  const backbone = await findBackbone(recipe.model, modelsFolder);
  if (backbone === null) {
    freshGraph(recipe, classCount);
    return modelEntry(recipe.model).title;
  }
  withInputSize(backbone, recipe.inputSize);
  return backbone.title;
}

function freshGraph(recipe: Recipe, classCount: number): LayerGraph {
  const entry = modelEntry(recipe.model);
  if (recipe.method === "transfer") {
    throw new StudioError(
      "training/no-pretrained-weights",
      `${entry.title} comes without weights, so there is nothing to transfer. Train it from scratch, or choose a pretrained model.`,
    );
  }
  return buildModel(recipe.model, {
    inputSize: recipe.inputSize,
    classes: classCount,
    ...(recipe.width === undefined ? {} : { width: recipe.width }),
  });
}

function freshNetwork(recipe: Recipe, classCount: number): StartingNetwork {
  const entry = modelEntry(recipe.model);
  const graph = freshGraph(recipe, classCount);
  return {
    id: recipe.model,
    name: entry.title,
    method: "scratch",
    graph,
    weights: initializeWeights(graph, recipe.seed, {
      kernels: entry.kernels,
    }),
    preprocessing: standardPreprocessing(recipe.inputSize, entry.inputRange, {
      resize: recipe.resize,
      channels: entry.defaults.channels === 1 ? "gray" : "rgb",
    }),
  };
}

function withResize(
  preprocessing: Preprocessing,
  recipe: Recipe,
): Preprocessing {
  return { ...preprocessing, resize: recipe.resize };
}
