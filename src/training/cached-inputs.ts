import { createHash } from "node:crypto";

import type { Recipe } from "#api/recipe.ts";
import { sizeOf, type TensorMap } from "#engine/base/tensor.ts";
import type { Executor, Forward } from "#engine/compute/executor.ts";
import { cutAt } from "#engine/graph/cut.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { changesPictures } from "#engine/imaging/augmentations/configuration.ts";
import type { InputPreprocessing } from "#engine/graph/text-preprocessing.ts";
import { computeFeatures, pictureCounter } from "./compute-features.ts";
import type { TrainingControl, TrainingEvents } from "./control.ts";
import {
  openFeatureFile,
  type FeatureFile,
  type FeatureKey,
} from "./feature-store.ts";
import { featureInputs, type LearningInputs } from "./learning-inputs.ts";
import { openMixing, type Mixing } from "./mixing.ts";
import type { PictureReader } from "./picture-reader.ts";
import { hashWeights } from "./starting-network.ts";
import type { Sample, TrainingSet } from "./training-set.ts";

/** The part of a network below a layer, whose value is computed once per picture. */
export interface FrozenPart {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly layer: string;
  /** Of the layer's value, without the batch. */
  readonly shape: readonly number[];
}

export interface CacheRequest {
  readonly frozen: FrozenPart;
  readonly preprocessing: InputPreprocessing;
  readonly pictures: PictureReader;
  readonly executor: Executor;
  readonly threads?: number | undefined;
  /** The project's folder of features. */
  readonly folder: string;
  readonly control: TrainingControl;
}

/** Cuts a network at a layer; the lower part with just the weights that it needs. */
export function frozenPart(
  graph: LayerGraph,
  weights: TensorMap,
  layer: string,
): FrozenPart & { readonly head: LayerGraph } {
  const { body, head } = cutAt(graph, layer);
  return {
    graph: body,
    weights: weightsOfLayers(body, weights),
    layer,
    shape: head.input.shape,
    head,
  };
}

/** Those weights that belong to layers of this graph. */
export function weightsOfLayers(
  graph: LayerGraph,
  weights: TensorMap,
): TensorMap {
  const layers = new Set(graph.layers.map(({ name }) => name));
  return new Map(
    [...weights].filter(([name]) =>
      layers.has(name.slice(0, name.lastIndexOf("/"))),
    ),
  );
}

/** Whether a recipe changes pictures at all. */
export function isAugmented({
  augmentation,
}: Pick<Recipe, "augmentation">): boolean {
  return changesPictures(augmentation);
}

/** Bytes that the features of a run take on disk. */
export function featureBytes(
  shape: readonly number[],
  set: TrainingSet,
  recipe: Pick<Recipe, "augmentation" | "variants">,
): number {
  const { train, validation } = set;
  const versions = isAugmented(recipe) ? recipe.variants + 1 : 1;
  return sizeOf(shape) * 4 * (train.length * versions + validation.length);
}

/**
 * Features of training and validation pictures as they are, and of the recipe's augmented variants of the training pictures;
 * what another run has left in the cache is not computed again.
 * @throws CancelledError, StudioError `storage/…`; what was computed stays
 */
export async function openCachedInputs(
  request: CacheRequest & {
    readonly recipe: Recipe;
    readonly set: TrainingSet;
    readonly events: TrainingEvents;
  },
): Promise<LearningInputs & { close(): Promise<void> }> {
  const { recipe, set, events } = request;
  const variants = isAugmented(recipe) ? recipe.variants : 0;
  const plainSamples = [...set.train, ...set.validation];
  const counted = pictureCounter(
    events.onProgress,
    "Computing features",
    plainSamples.length + variants * set.train.length,
  );
  const wanted = [
    { variant: null, samples: plainSamples },
    ...Array.from({ length: variants }, (_, variant) => ({
      variant,
      samples: set.train,
    })),
  ];
  const mixing = openMixing(recipe, set.train);
  const files = await openFeatures(
    { ...request, mixing },
    wanted,
    recipe,
    counted,
  );
  const [plain, ...augmented] = files;
  return {
    ...featureInputs(
      request.frozen.shape,
      plain as FeatureFile,
      augmented,
      mixing,
    ),
    close: async () => {
      await Promise.all(files.map((file) => file.close()));
    },
  };
}

/** Computes what is missing of several variants and leaves their files open. */
export async function openFeatures(
  request: CacheRequest & { readonly mixing?: Mixing | null },
  wanted: readonly {
    readonly variant: number | null;
    readonly samples: readonly Sample[];
  }[],
  recipe: Pick<Recipe, "augmentation" | "seed"> | null,
  onPictures?: (count: number) => void,
): Promise<FeatureFile[]> {
  const { frozen, threads } = request;
  const weightsHash = hashFrozen(frozen);
  const files: FeatureFile[] = [];
  let forward: Promise<Forward> | undefined;
  const openForward = () =>
    (forward ??= request.executor.createForward({
      graph: frozen.graph,
      weights: frozen.weights,
      ...(threads === undefined ? {} : { threads }),
    }));
  try {
    for (const { variant, samples } of wanted) {
      const key = featureKey(
        request,
        weightsHash,
        variant === null ? null : recipe,
        request.mixing ?? null,
      );
      const name = variant === null ? "plain" : String(variant);
      const file = await openFeatureFile(request.folder, key, name);
      files.push(file);
      await computeFeatures({
        samples,
        pictures: request.pictures,
        variant,
        mixing: request.mixing ?? null,
        forward: openForward,
        layer: frozen.layer,
        file,
        control: request.control,
        onPictures,
      });
    }
    return files;
  } catch (error) {
    await Promise.all(files.map((file) => file.close()));
    throw error;
  } finally {
    await (await forward)?.dispose();
  }
}

function featureKey(
  { frozen, preprocessing }: CacheRequest,
  weightsHash: string,
  recipe: Pick<Recipe, "augmentation" | "seed"> | null,
  mixing: Mixing | null,
): FeatureKey {
  return {
    weightsHash,
    layer: frozen.layer,
    shape: frozen.shape,
    input: recipe
      ? {
          preprocessing,
          augmentation: recipe.augmentation,
          seed: recipe.seed,
          ...(mixing === null ? {} : { mixedWith: mixing.poolHash }),
        }
      : { preprocessing },
  };
}

/** Layers and weights: the same weights in another arrangement give other features. */
function hashFrozen({ graph, weights }: FrozenPart): string {
  return createHash("sha256")
    .update(JSON.stringify([graph.input.shape, graph.layers]))
    .update(hashWeights(weights))
    .digest("hex");
}
