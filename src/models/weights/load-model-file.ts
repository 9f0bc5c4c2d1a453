import { StudioError } from "#engine/base/errors.ts";
import {
  LOADABLE,
  MODEL_FORMATS,
} from "#engine/models/weights/formats/catalog.ts";
import type { ModelFormat } from "#engine/models/weights/formats/model-format.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import { fitCatalogWeights, type CatalogWeights } from "./catalog-weights.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { openModelSource, type ModelSource } from "./model-source.ts";

/**
 * Loads a trained network from a file, directory or archive of any format of `MODEL_FORMATS`, recognised by what is in it.
 * @throws StudioError `models/…`, `weights/…`, `graph/…`: what the file is, what does not fit, and what to do
 */
export async function loadModelFile(path: string): Promise<LoadedModel> {
  return withSource(path, async (source) =>
    (await formatOf(source)).load(source),
  );
}

/**
 * Lays the weights of a file, such as one of Keras Applications, onto a network of the catalog: the whole network, or its body where the
 * file has no head or one for other classes.
 * @param options as for `buildModel`
 * @throws StudioError `weights/missing`, `weights/surplus`, `weights/wrong-shape` listing exactly what does not fit; `models/no-weights`
 * for a format whose weights come only with their own network; otherwise as `loadModelFile`
 */
export async function loadCatalogWeights(
  id: string,
  options: Partial<ModelOptions>,
  path: string,
): Promise<CatalogWeights> {
  return withSource(path, async (source) => {
    const format = await formatOf(source);
    if (format.withWeights === undefined) {
      await format.load(source);
      throw new StudioError(
        "models/no-weights",
        `${source.name} is a ${format.title}: a network of its own. Expected weights for a network of the catalog, such as an .h5 file of Keras Applications. Import the file as a model instead.`,
      );
    }
    return format.withWeights(source, (stored) =>
      fitCatalogWeights(id, options, stored, source.name),
    );
  });
}

async function withSource<T>(
  path: string,
  use: (source: ModelSource) => Promise<T>,
): Promise<T> {
  const source = await openModelSource(path);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function formatOf(source: ModelSource): Promise<ModelFormat> {
  for (const format of Object.values<ModelFormat>(MODEL_FORMATS)) {
    if (await format.recognises(source)) return format;
  }
  const { files, name } = source;
  const holds = files?.paths.slice(0, 5).join(", ");
  const came =
    files === undefined
      ? `${name} is a file of another kind, or it is damaged at its start`
      : `${name} holds ${holds === "" ? "no files" : holds}`;
  throw new StudioError(
    "models/not-a-model",
    `Expected one of: ${LOADABLE.join("; ")}. ${came}. Choose the file of a model, or the directory with its model.json.`,
  );
}
