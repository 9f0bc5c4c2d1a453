import type { ModelSummary } from "#api/models.ts";
import type { PublishedWeights } from "#api/weights.ts";
import { titleOf } from "#engine/jobs/published-backbone.ts";
import {
  begunBytes,
  cachedWeights,
} from "#engine/models/downloads/weights-cache.ts";
import {
  publishedWeights,
  rankedWeights,
  type PublishedWeights as Entry,
  type WeightsWish,
} from "#engine/models/downloads/weights-manifest.ts";
import { MODEL_CATALOG } from "#engine/models/catalog.ts";

/** Id of a set of weights → the job that fetches it. */
export type Downloads = ReadonlyMap<string, string>;

/** Every set of weights that publishers offer for networks of the catalog, and whether it is here. */
export function describePublishedWeights(
  folder: string,
  downloads: Downloads,
): Promise<PublishedWeights[]> {
  const known = publishedWeights().filter(({ model }) =>
    Object.hasOwn(MODEL_CATALOG, model),
  );
  return Promise.all(known.map((entry) => describe(entry, folder, downloads)));
}

async function describe(
  entry: Entry,
  folder: string,
  downloads: Downloads,
): Promise<PublishedWeights> {
  const { id, model, width, inputSize, accuracy, licence, paper, body } = entry;
  const here = await cachedWeights(folder, entry);
  const begun = here ? 0 : await begunBytes(folder, entry, "body");
  return {
    id,
    model,
    name: titleOf(entry),
    width,
    inputSize,
    state: downloads.has(id)
      ? "downloading"
      : here
        ? "here"
        : begun > 0
          ? "begun"
          : "to-download",
    jobId: downloads.get(id) ?? null,
    part: here?.part ?? null,
    bytes: here?.record.bytes ?? (begun > 0 ? begun : null),
    accuracy: accuracy && { top1: accuracy.top1, top5: accuracy.top5 },
    accuracySource: accuracy?.source ?? null,
    licence,
    paper,
    url: body.url,
    hasPublishedHash: body.hash !== null,
    checkedBy: here?.record.checkedBy ?? null,
  };
}

/** What the catalog says of the published weights of a model at one width and size; nothing where none are of that width. */
export async function weightsOfModel(
  model: string,
  wish: WeightsWish,
  folder: string,
  downloads: Downloads,
): Promise<
  Partial<
    Pick<
      ModelSummary,
      | "accuracy"
      | "weightsState"
      | "weightsBytes"
      | "weightsId"
      | "weights"
      | "licence"
    >
  >
> {
  const [entry] = rankedWeights(model, wish);
  if (entry === undefined) return {};
  const { accuracy, state, bytes, id, licence } = await describe(
    entry,
    folder,
    downloads,
  );
  return {
    accuracy,
    weightsState: state,
    weightsBytes: bytes,
    weightsId: id,
    weights: entry.trainedOn,
    licence,
  };
}
