import type { Recipe } from "#api/recipe.ts";
import { StudioError } from "#engine/base/errors.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import {
  requireUnchanged,
  suitableCachedWeights,
  type CachedWeights,
} from "#engine/models/downloads/weights-cache.ts";
import {
  isPretrained,
  nearestWeights,
  type PublishedWeights,
  type WeightsWish,
} from "#engine/models/downloads/weights-manifest.ts";
import { loadCatalogWeights } from "#engine/models/weights/load-model-file.ts";
import { bodyOf } from "#engine/models/weights/recognise-architecture.ts";

/** A model and what it is to be built with; what is left out is the model's own. */
export interface ModelWish extends WeightsWish {
  readonly model: string;
  /** Left out: `transfer` for a model whose weights are published. */
  readonly method?: Recipe["method"] | undefined;
}

/** Whether a wish is for published weights: not for the bare architecture of the same id. */
export function wishesPublished({ model, method }: ModelWish): boolean {
  return method !== "scratch" && isPretrained(model);
}

/**
 * A network of the catalog with published weights that are on this machine, without its head.
 * @throws StudioError `models/weights-not-here` with how to get them, `models/weights-changed`, `models/no-published-weights`,
 * as `loadCatalogWeights`
 */
export async function loadPublishedBackbone(
  wish: ModelWish,
  weightsFolder: string,
): Promise<Backbone> {
  const cached = await requireHere(wish, weightsFolder);
  await requireUnchanged(cached);
  const { weights, path, record } = cached;
  const outline = publishedOutline(weights, wish.inputSize);
  const loaded = await loadCatalogWeights(
    weights.model,
    buildOptions(weights),
    path,
  );
  checkWeights(outline.graph, loaded.weights);
  const needed = new Set(weightSpecs(outline.graph).map(({ name }) => name));
  return {
    ...outline,
    weights: new Map([...loaded.weights].filter(([name]) => needed.has(name))),
    fingerprint: record.sha256,
  };
}

/**
 * What is known of a published network before its weights are loaded, or here at all.
 * @param inputSize pixels of the side; default: what the weights were trained on
 * @throws StudioError `models/bad-option` with the least size
 */
export function publishedOutline(
  weights: PublishedWeights,
  inputSize = weights.inputSize,
): Omit<Backbone, "weights" | "fingerprint"> {
  const { model, licence, trainedOn } = weights;
  const entry = modelEntry(model);
  const whole = buildModel(model, { ...buildOptions(weights), inputSize });
  return {
    id: model,
    title: titleOf(weights),
    graph: bodyOf(entry, whole),
    preprocessing: standardPreprocessing(inputSize, entry.inputRange),
    licence,
    description: `Trained on ${trainedOn}, published with Keras Applications.`,
  };
}

/** What `loadPublishedBackbone` would give, also where the weights are not here yet. @throws StudioError `models/no-published-weights`, `models/bad-option` */
export async function expectedOutline(wish: ModelWish, weightsFolder: string) {
  const { model, inputSize } = wish;
  const here = await suitableCachedWeights(weightsFolder, model, wish);
  return publishedOutline(
    here?.weights ?? nearestWeights(model, wish),
    inputSize,
  );
}

/**
 * The weights that a wish is served with.
 * @throws StudioError `models/weights-not-here`, `models/no-published-weights`
 */
export async function requireHere(
  wish: ModelWish,
  weightsFolder: string,
): Promise<CachedWeights> {
  const best = nearestWeights(wish.model, wish);
  const cached = await suitableCachedWeights(weightsFolder, wish.model, wish);
  if (cached) return cached;
  throw new StudioError(
    "models/weights-not-here",
    `The weights of ${titleOf(best)} are not on this machine yet. Get them in the Model screen, or with "convolve weights download ${best.id}"; without a connection, fetch ${best.body.url} elsewhere and import it with "convolve weights import <file>". Or train the network from scratch (--from-scratch).`,
  );
}

/** `MobileNetV2 0.35`; at width 1 the model's title. */
export function titleOf({ model, width }: PublishedWeights): string {
  const { title } = modelEntry(model);
  return width === 1 ? title : `${title} ${width}`;
}

/** Published classifiers know ImageNet's thousand classes. */
export function buildOptions({ inputSize, width }: PublishedWeights) {
  return { inputSize, width, classes: 1000 };
}
