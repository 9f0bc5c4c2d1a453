import type { Recipe } from "#api/recipe.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import {
  DEFAULT_BACKGROUND,
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import {
  BUILT_IN_BACKBONE,
  loadBuiltInBackbone,
} from "#engine/models/backbones/built-in.ts";
import type {
  InputPreprocessing,
  TokenPreprocessing,
} from "#engine/graph/text-preprocessing.ts";
import { buildEntry, modelEntry } from "#engine/models/catalog.ts";
import {
  VOCABULARY_SIZE,
  type ModelEntry,
} from "#engine/models/model-entry.ts";
import type { DataKind } from "#api/base.ts";
import type { StartingNetwork } from "#engine/training/starting-network.ts";
import { architectureEntry } from "./design-collection.ts";
import { loadImportedBackbone } from "./imported-backbones.ts";
import type { ModelFolders } from "./process-messages.ts";
import {
  loadPublishedBackbone,
  publishedOutline,
  requireHere,
  wishesPublished,
} from "./published-backbone.ts";

/** A pretrained network that came with the program or from the person, by its id; null for any other id. */
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
  backbone: Pick<Backbone, "title" | "graph" | "preprocessing">,
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

/** Words that a network of texts is to know: at most so many places, the reserved ones included. */
export type VocabularySource = (size: number) => readonly string[];

/**
 * Where the training of a recipe starts.
 * @param vocabulary asked for by a network of texts only
 * @throws StudioError `models/…` such as `models/weights-not-here`, `training/no-pretrained-weights`
 */
export async function startingNetwork(
  recipe: Recipe,
  classCount: number,
  folders: ModelFolders,
  vocabulary: VocabularySource,
): Promise<StartingNetwork> {
  const backbone = wishesPublished(recipe)
    ? await loadPublishedBackbone(recipe, folders.weightsFolder)
    : await findBackbone(recipe.model, folders.modelsFolder);
  if (backbone === null) {
    const entry = await architectureEntry(recipe.model, folders.modelsFolder);
    return entry.input === "sequence"
      ? freshTextNetwork(entry, recipe, classCount, vocabulary)
      : freshNetwork(entry, recipe, classCount);
  }
  const { graph, preprocessing } = withInputSize(backbone, recipe.inputSize);
  return {
    ...transferStart(backbone),
    graph,
    preprocessing: withResize(preprocessing, recipe),
  };
}

/** A pretrained network at its own size, to put a head on. */
export function transferStart({
  id,
  title,
  graph,
  weights,
  preprocessing,
}: Backbone): StartingNetwork & Pick<Backbone, "preprocessing"> {
  return { id, name: title, method: "transfer", graph, weights, preprocessing };
}

/**
 * What the recipe's model is called, after a look at whether the recipe is possible at all; no weights are made.
 * @throws StudioError as `startingNetwork`
 */
export async function checkedModelName(
  recipe: Recipe,
  classCount: number,
  folders: ModelFolders,
  kind: DataKind,
): Promise<string> {
  if (wishesPublished(recipe)) {
    requireFittingModel(modelEntry(recipe.model), kind);
    const { weights } = await requireHere(recipe, folders.weightsFolder);
    return publishedOutline(weights, recipe.inputSize).title;
  }
  const backbone = await findBackbone(recipe.model, folders.modelsFolder);
  if (backbone === null) {
    const entry = await architectureEntry(recipe.model, folders.modelsFolder);
    requireFittingModel(entry, kind);
    freshGraph(entry, recipe, classCount);
    return entry.title;
  }
  requireFittingModel({ title: backbone.title }, kind);
  withInputSize(backbone, recipe.inputSize);
  return backbone.title;
}

/** A network of pictures cannot read texts. @throws StudioError `training/other-kind` */
export function requireFittingModel(
  { title, input = "picture" }: Pick<ModelEntry, "title" | "input">,
  kind: DataKind,
): void {
  if ((input === "sequence") === (kind === "texts")) return;
  throw new StudioError(
    "training/other-kind",
    input === "sequence"
      ? `${title} reads texts, but this data set is made of pictures. Choose a network of pictures.`
      : `${title} looks at pictures, but this data set is made of texts. Choose a network of texts, such as text-cnn-1d.`,
  );
}

function freshGraph(
  entry: ModelEntry,
  recipe: Recipe,
  classCount: number,
  vocabulary = recipe.vocabulary,
): LayerGraph {
  if (recipe.method === "transfer") {
    throw new StudioError(
      "training/no-pretrained-weights",
      `${entry.title} comes without weights, so there is nothing to transfer. Train it from scratch, or choose a pretrained model.`,
    );
  }
  return buildEntry(entry, {
    inputSize: recipe.inputSize,
    classes: classCount,
    ...(recipe.width === undefined ? {} : { width: recipe.width }),
    ...(vocabulary === undefined ? {} : { vocabulary }),
  });
}

/** The table of word vectors has a row for each word that the training texts have, and no more. */
function freshTextNetwork(
  entry: ModelEntry,
  recipe: Recipe,
  classCount: number,
  vocabularyOf: VocabularySource,
): StartingNetwork {
  const vocabulary = vocabularyOf(recipe.vocabulary ?? VOCABULARY_SIZE);
  const preprocessing: TokenPreprocessing = {
    kind: "tokens",
    standardize: "lower_and_strip_punctuation",
    split: "whitespace",
    length: recipe.inputSize,
    keep: "start",
    vocabulary,
  };
  const places = Math.max(3, vocabulary.length);
  const graph = freshGraph(entry, recipe, classCount, places);
  return startFrom(entry, recipe, graph, preprocessing);
}

function startFrom(
  entry: ModelEntry,
  recipe: Recipe,
  graph: LayerGraph,
  preprocessing: InputPreprocessing,
): StartingNetwork {
  return {
    id: recipe.model,
    name: entry.title,
    method: "scratch",
    graph,
    weights: initializeWeights(graph, recipe.seed, {
      kernels: entry.kernels,
    }),
    preprocessing,
  };
}

function freshNetwork(
  entry: ModelEntry,
  recipe: Recipe,
  classCount: number,
): StartingNetwork {
  const graph = freshGraph(entry, recipe, classCount);
  const [height = recipe.inputSize, width = height] = graph.input.shape;
  const preprocessing = standardPreprocessing(height, entry.inputRange, {
    channels: entry.defaults.channels === 1 ? "gray" : "rgb",
  });
  return startFrom(
    entry,
    recipe,
    graph,
    withResize({ ...preprocessing, width }, recipe),
  );
}

function withResize(
  preprocessing: Preprocessing,
  recipe: Recipe,
): Preprocessing {
  const { resize, padding, background = DEFAULT_BACKGROUND } = recipe;
  return {
    ...preprocessing,
    resize,
    ...(padding && { padding }),
    background,
  };
}
