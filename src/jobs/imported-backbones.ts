import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { StudioError } from "#engine/base/errors.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { PreprocessingSchema } from "#engine/models/weights/model-notes.ts";
import {
  readSafetensors,
  writeSafetensors,
} from "#engine/models/weights/safetensors.ts";
import {
  writeFileAtomically,
  writeJsonAtomically,
} from "#engine/storage/atomic-file.ts";

/** `<id>/backbone.json` of the person's collection, beside `<id>/weights.safetensors`. */
const CardSchema = z.object({
  format: z.literal("convolve-imported-backbone"),
  formatVersion: z.literal(1),
  id: z.string(),
  title: z.string(),
  graph: z.custom<LayerGraph>(
    (value) => typeof value === "object" && value !== null,
  ),
  preprocessing: PreprocessingSchema,
  licence: z.string().nullable(),
  description: z.string().nullable(),
  fingerprint: z.string(),
});
export type ImportedBackboneCard = z.infer<typeof CardSchema>;

/**
 * Takes a model from a file of the person's into the collection, cut before its pooling layer. The same model is taken only once.
 * @param path directory, model.json or zip archive
 * @throws StudioError as `loadBackbone`; `storage/…`
 */
export async function importBackbone(
  path: string,
  modelsFolder: string,
): Promise<ImportedBackboneCard> {
  const backbone = await loadBackbone(path);
  const id = `${backbone.id}-${backbone.fingerprint.slice(0, 8)}`;
  const card: ImportedBackboneCard = {
    format: "convolve-imported-backbone",
    formatVersion: 1,
    id,
    title: backbone.title,
    graph: backbone.graph,
    preprocessing: backbone.preprocessing,
    licence: backbone.licence ?? null,
    description: backbone.description ?? null,
    fingerprint: backbone.fingerprint,
  };
  const folder = join(modelsFolder, id);
  await mkdir(folder, { recursive: true });
  await writeFileAtomically(
    join(folder, "weights.safetensors"),
    writeSafetensors(backbone.weights),
  );
  // Last, so that a folder with a card is whole.
  await writeJsonAtomically(join(folder, "backbone.json"), card);
  return card;
}

/** Every model of the collection, by title. A damaged one is left out. */
export async function listImportedBackbones(
  modelsFolder: string,
): Promise<ImportedBackboneCard[]> {
  const names = await readdir(modelsFolder).catch(() => []);
  const cards = await Promise.all(
    names.map((name) => readCard(modelsFolder, name).catch(() => null)),
  );
  return cards
    .filter((card) => card !== null)
    .toSorted((left, right) => left.title.localeCompare(right.title));
}

/** @returns null when the collection has no such model */
export async function loadImportedBackbone(
  id: string,
  modelsFolder: string,
): Promise<Backbone | null> {
  if (!isCollectionId(id)) return null;
  const card = await readCard(modelsFolder, id).catch(() => null);
  if (card === null) return null;
  const bytes = await readFile(join(modelsFolder, id, "weights.safetensors"));
  const { tensors } = readSafetensors(bytes);
  checkWeights(card.graph, tensors);
  return {
    id: card.id,
    title: card.title,
    graph: card.graph,
    weights: tensors,
    preprocessing: card.preprocessing,
    licence: card.licence ?? undefined,
    description: card.description ?? undefined,
    fingerprint: card.fingerprint,
  };
}

/** @throws StudioError `models/unknown` */
export async function removeImportedBackbone(
  id: string,
  modelsFolder: string,
): Promise<void> {
  if (!isCollectionId(id) || !(await readdir(modelsFolder)).includes(id)) {
    throw new StudioError(
      "models/unknown",
      `Your collection has no model "${id}", so it cannot be removed from it.`,
    );
  }
  await rm(join(modelsFolder, id), { recursive: true, force: true });
}

function isCollectionId(id: string): boolean {
  return /^[a-z0-9-]{1,200}$/.test(id);
}

async function readCard(
  modelsFolder: string,
  id: string,
): Promise<ImportedBackboneCard> {
  const text = await readFile(join(modelsFolder, id, "backbone.json"), "utf8");
  return CardSchema.parse(JSON.parse(text));
}
