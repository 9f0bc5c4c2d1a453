import { availableParallelism } from "node:os";

import type { DataKind } from "#api/base.ts";
import type { Recipe, RecipeAdvice } from "#api/recipe.ts";
import { StudioError } from "#engine/base/errors.ts";
import { estimateTrainingMemory } from "#engine/compute/memory-estimate.ts";
import {
  datasetWarnings,
  requireTrainable,
  type DatasetWarning,
} from "#engine/datasets/statistics.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { HEAD_LAYERS, withHead } from "#engine/graph/with-head.ts";
import {
  findBackbone,
  requireFittingModel,
  withInputSize,
} from "#engine/jobs/chosen-model.ts";
import type { ModelFolders } from "#engine/jobs/process-messages.ts";
import {
  expectedOutline,
  requireHere,
  wishesPublished,
} from "#engine/jobs/published-backbone.ts";
import { architectureEntry } from "#engine/jobs/design-collection.ts";
import { buildEntry, modelEntry } from "#engine/models/catalog.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ClassRow } from "#engine/storage/index-types.ts";
import { isAugmented } from "#engine/training/cached-inputs.ts";
import {
  defaultRecipe,
  defaultWeightDecay,
} from "#engine/training/recipe-defaults.ts";
import { trainerOptions } from "#engine/training/trainer-options.ts";
import { augmentationWarnings } from "./augmentation-warnings.ts";
import type { EngineContext } from "./engine-context.ts";

/** A wish as the contract has it: a model, and whatever else was said. */
export type RecipeWish = { readonly model: string } & {
  readonly [K in Exclude<keyof Recipe, "model">]?: Recipe[K] | undefined;
};

/** A network ready to be looked at, with what follows from the choice of it. */
interface ChosenNetwork {
  readonly title: string;
  readonly method: Recipe["method"];
  readonly inputSize: number;
  readonly graph: LayerGraph;
  /** The part that is pretrained; null from scratch. */
  readonly body: LayerGraph | null;
}

/** Multiply-adds per second and core that the executor reaches, forward and in training, rounded down from MobileNetV2 on two cores. */
const FORWARD_RATE_PER_CORE = 20e9;
const TRAINING_RATE_PER_CORE = 6e9;

/**
 * A full recipe for a model on this data set: what was wished, and defaults that suit the model and the number of pictures.
 * @throws StudioError `models/…`
 */
export async function advise(
  wish: RecipeWish,
  reader: IndexReader,
  context: Pick<EngineContext, "environment">,
): Promise<RecipeAdvice> {
  const classes = reader.classes();
  const kind = reader.kind();
  const present = classes.filter(({ count }) => count > 0);
  const sides = sumOfSides(present);
  const folders = context.environment();
  const network = await chooseNetwork(
    wish,
    Math.max(2, present.length),
    folders,
    kind,
  );
  const recipe = completeRecipe(wish, network, sides.train);
  return {
    recipe,
    sentence: describeRecipe(recipe, network),
    estimateSeconds:
      sides.train === 0 ? null : estimateSeconds(recipe, network, sides),
    trainImages: sides.train,
    validationImages: sides.validation,
    testImages: sides.test,
    trainableParameters: trainableParameters(recipe, network),
    memoryBytes: memoryBytes(recipe, network, sides.train),
    imagesPerSecond: imagesPerSecond(recipe, network),
    warnings: [
      ...(await missingWeights(wish, folders)),
      ...obstacles(classes),
      ...datasetWarnings(classes),
      ...(kind === "images"
        ? augmentationWarnings(recipe.augmentation, present, reader)
        : []),
    ],
  };
}

/** What training would be refused for, said before it is tried. */
function obstacles(classes: readonly ClassRow[]): DatasetWarning[] {
  try {
    requireTrainable(classes);
    return [];
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return [{ code: error.code, message: error.message }];
  }
}

/** Training waits for weights that are not here yet; everything else can be looked at before. */
async function missingWeights(
  wish: RecipeWish,
  { weightsFolder }: ModelFolders,
): Promise<DatasetWarning[]> {
  if (!wishesPublished(wish)) return [];
  try {
    await requireHere(wish, weightsFolder);
    return [];
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return [{ code: error.code, message: error.message }];
  }
}

async function chooseNetwork(
  wish: RecipeWish,
  classCount: number,
  folders: ModelFolders,
  kind: DataKind,
): Promise<ChosenNetwork> {
  const backbone = wishesPublished(wish)
    ? await expectedOutline(wish, folders.weightsFolder)
    : await findBackbone(wish.model, folders.modelsFolder);
  if (backbone !== null) {
    requireFittingModel(
      wishesPublished(wish)
        ? modelEntry(wish.model)
        : { title: backbone.title },
      kind,
    );
    const inputSize = wish.inputSize ?? backbone.graph.input.shape[0] ?? 224;
    const { graph } = withInputSize(backbone, inputSize);
    return {
      title: backbone.title,
      method: "transfer",
      inputSize,
      graph: withHead(graph, classCount),
      body: graph,
    };
  }
  const entry = await architectureEntry(wish.model, folders.modelsFolder);
  requireFittingModel(entry, kind);
  const inputSize =
    wish.inputSize ?? entry.sizes[0] ?? entry.defaults.inputSize;
  return {
    title: entry.title,
    method: "scratch",
    inputSize,
    graph: buildEntry(entry, {
      inputSize,
      classes: classCount,
      ...(wish.width === undefined ? {} : { width: wish.width }),
      ...(wish.vocabulary === undefined ? {} : { vocabulary: wish.vocabulary }),
    }),
    body: null,
  };
}

/** Defaults for what was not said. */
function completeRecipe(
  wish: RecipeWish,
  network: ChosenNetwork,
  trainImages: number,
): Recipe {
  const { method, inputSize } = network;
  const defaults = defaultRecipe({
    model: wish.model,
    method,
    inputSize,
    trainImages,
  });
  const said = Object.fromEntries(
    Object.entries(wish).filter(([, value]) => value !== undefined),
  ) as Partial<Recipe>;
  const recipe: Recipe = { ...defaults, ...said, method, inputSize };
  return {
    ...recipe,
    weightDecay: said.weightDecay ?? defaultWeightDecay(recipe.optimizer),
    variants: wish.variants ?? (isAugmented(recipe) ? recipe.variants : 1),
  };
}

/** How pictures come into the square, where it is not as usual. */
const SHAPED = {
  squash: "",
  crop: " cut from the middle",
  fit: " with padding",
} as const satisfies Record<Recipe["resize"], string>;

function describeRecipe(
  recipe: Recipe,
  { title, graph }: ChosenNetwork,
): string {
  const { epochs, fineTuning, variants, inputSize } = recipe;
  const size = `${inputSize} × ${inputSize} pixels${SHAPED[recipe.resize]}`;
  if (graph.input.shape.length === 1) {
    return `${title} learns from random weights on the first ${inputSize} words of each text, for at most ${plural(epochs, "epoch")}.`;
  }
  if (recipe.method === "scratch") {
    return `${title} learns from random weights on pictures of ${size}, for at most ${plural(epochs, "epoch")}.`;
  }
  const versions =
    variants > 1 ? `${variants} versions of each picture` : "each picture";
  const more =
    fineTuning.blocks > 0 && fineTuning.epochs > 0
      ? ` Then its upper ${plural(fineTuning.blocks, "block")} learn too, for at most ${plural(fineTuning.epochs, "epoch")}.`
      : "";
  return `${title} looks at ${versions} once, at ${size}; a new head learns on what it sees, for at most ${plural(epochs, "epoch")}.${more}`;
}

function estimateSeconds(
  recipe: Recipe,
  { graph, body }: ChosenNetwork,
  sides: { train: number; validation: number },
): number {
  const cores = Math.max(1, availableParallelism());
  const work = countMultiplyAdds(graph).total;
  const training = TRAINING_RATE_PER_CORE * cores;
  if (body === null) {
    return (sides.train * recipe.epochs * 3 * work) / training + 2;
  }
  const views = sides.train * recipe.variants + sides.validation;
  const features = (views * work) / (FORWARD_RATE_PER_CORE * cores);
  const head = recipe.epochs * (0.03 + sides.train / 20_000);
  const blocks = fineTuningBlocks(body);
  const share =
    blocks.length === 0
      ? 0
      : Math.min(1, recipe.fineTuning.blocks / blocks.length);
  const fineTuning =
    (sides.train * recipe.fineTuning.epochs * 3 * work * share) / training;
  return features + head + fineTuning + 2;
}

/** Where pictures are looked at once, that; where they are learnt from, three times the work. */
function imagesPerSecond(
  recipe: Recipe,
  { graph, body }: ChosenNetwork,
): number {
  const cores = Math.max(1, availableParallelism());
  const work = countMultiplyAdds(graph).total;
  const learnsFromPictures = body === null || recipe.method === "scratch";
  return learnsFromPictures
    ? (TRAINING_RATE_PER_CORE * cores) / (3 * work)
    : (FORWARD_RATE_PER_CORE * cores) / work;
}

function trainableParameters(recipe: Recipe, network: ChosenNetwork): number {
  const { layers } = countParameters(network.graph);
  return learningLayers(recipe, network).reduce(
    (sum, layer) => sum + (layers.get(layer)?.trainable ?? 0),
    0,
  );
}

/** Of the most demanding phase. */
function memoryBytes(
  recipe: Recipe,
  network: ChosenNetwork,
  trainImages: number,
): number {
  return estimateTrainingMemory({
    ...trainerOptions(recipe, network.graph),
    graph: network.graph,
    trainableLayers: new Set(learningLayers(recipe, network)),
    batchSize: Math.max(1, Math.min(recipe.batchSize, trainImages)),
  }).total;
}

/** All layers, or the head and the blocks that are thawed. */
function learningLayers(
  recipe: Recipe,
  { graph, body }: ChosenNetwork,
): readonly string[] {
  if (body === null) return graph.layers.map(({ name }) => name);
  const thawed = fineTuningBlocks(body)
    .slice(0, recipe.fineTuning.epochs > 0 ? recipe.fineTuning.blocks : 0)
    .flatMap((block) => block.layers);
  return [...Object.values(HEAD_LAYERS), ...thawed];
}

function sumOfSides(
  classes: readonly {
    bySplit: { train: number; validation: number; test: number };
  }[],
) {
  const sum = { train: 0, validation: 0, test: 0 };
  for (const { bySplit } of classes) {
    sum.train += bySplit.train;
    sum.validation += bySplit.validation;
    sum.test += bySplit.test;
  }
  return sum;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
