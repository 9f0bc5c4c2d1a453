import { existsSync } from "node:fs";
import { resolve } from "node:path";

import type { EngineClient } from "#engine/engine.ts";
import { printNote } from "./command-output.ts";
import { readDesignFile } from "./designs-command.ts";

/**
 * The id of the model to train: as it is given, or the first that fits the data set. A path goes into the
 * person's collection first, so that the run can go on after the file is gone.
 */
export async function chooseModel(
  client: EngineClient,
  model: string | undefined,
): Promise<string> {
  const models = await client.models.list({});
  if (model === undefined) return (await defaultModel(client, models)).id;
  if (models.some(({ id }) => id === model)) return model;
  const path = resolve(model);
  if (!existsSync(path)) return model;
  return (await client.models.importWeights({ path })).id;
}

/** The first that takes what the data set is made of; the input of a network of texts is a row of numbers. */
async function defaultModel<Model extends { inputShape: readonly number[] }>(
  client: EngineClient,
  models: readonly Model[],
): Promise<Model> {
  const { kind } = await client.datasets.summary({});
  return models.find(
    ({ inputShape }) => (inputShape.length === 1) === (kind === "texts"),
  )!;
}

/** A design goes into the collection; the same one only once. */
export async function keepDesign(
  client: EngineClient,
  file: string,
): Promise<string> {
  const design = await readDesignFile(client, resolve(file));
  for (const { id } of await client.designs.list({})) {
    const kept = await client.designs.get({ id });
    if (JSON.stringify(kept.design) === JSON.stringify(design)) return id;
  }
  const { id } = await client.designs.save({ design });
  printNote(`${design.name} is kept as ${id}.`);
  return id;
}
