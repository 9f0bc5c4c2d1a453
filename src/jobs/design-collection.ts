import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import type { Design } from "#engine/graph/design/design.ts";
import { parseDesign, writeDesign } from "#engine/graph/design/read-design.ts";
import { modelEntry } from "#engine/models/catalog.ts";
import { designEntry } from "#engine/models/design-entry.ts";
import type { ModelEntry } from "#engine/models/model-entry.ts";
import { writeFileAtomically } from "#engine/storage/atomic-file.ts";

/** `<id>/design.json` of the person's collection, beside imported models. */
const FILE = "design.json";
const ID = /^design-[a-z0-9-]{1,120}$/;

export interface StoredDesign {
  readonly id: string;
  readonly design: Design;
}

/**
 * Keeps a design in the collection.
 * @param id of a design to be replaced; absent: the design becomes a new one, whose id is made from its name
 * @throws StudioError `design/unknown`, `storage/…`
 */
export async function saveDesign(
  design: Design,
  modelsFolder: string,
  id?: string,
): Promise<StoredDesign> {
  if (id !== undefined) await loadDesign(id, modelsFolder);
  const chosen = id ?? (await freeId(design.name, modelsFolder));
  const folder = join(modelsFolder, chosen);
  await mkdir(folder, { recursive: true });
  await writeFileAtomically(join(folder, FILE), writeDesign(design));
  return { id: chosen, design };
}

/** Every design of the collection, by name. A damaged one is left out. */
export async function listDesigns(
  modelsFolder: string,
): Promise<StoredDesign[]> {
  const names = await readdir(modelsFolder).catch(() => []);
  const designs = await Promise.all(
    names.map((name) => findDesign(name, modelsFolder).catch(() => null)),
  );
  return designs
    .filter((design) => design !== null)
    .toSorted((a, b) => a.design.name.localeCompare(b.design.name));
}

/** @throws StudioError `design/unknown`, `design/…` where the file is damaged */
export async function loadDesign(
  id: string,
  modelsFolder: string,
): Promise<StoredDesign> {
  const found = await findDesign(id, modelsFolder);
  if (found !== null) return found;
  throw new StudioError(
    "design/unknown",
    `Your collection has no design "${id}". Save it first, or use one of those that are listed.`,
  );
}

/** @throws StudioError `design/unknown` */
export async function removeDesign(
  id: string,
  modelsFolder: string,
): Promise<void> {
  await loadDesign(id, modelsFolder);
  await rm(join(modelsFolder, id), { recursive: true, force: true });
}

/**
 * What is known of an architecture without weights: of the catalog, or designed by the person.
 * @throws StudioError `models/unknown`, `design/impossible`
 */
export async function architectureEntry(
  id: string,
  modelsFolder: string,
): Promise<ModelEntry> {
  const own = await findDesign(id, modelsFolder);
  return own === null ? modelEntry(id) : designEntry(own.design);
}

/** Null where the id is none of a design's, or none is kept under it. @throws StudioError `design/…` where the file is damaged */
export async function findDesign(
  id: string,
  modelsFolder: string,
): Promise<StoredDesign | null> {
  if (!isDesignId(id)) return null;
  const file = join(modelsFolder, id, FILE);
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : { id, design: parseDesign(text) };
}

export function isDesignId(id: string): boolean {
  return ID.test(id);
}

async function freeId(name: string, modelsFolder: string): Promise<string> {
  const taken = new Set(await readdir(modelsFolder).catch(() => []));
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60);
  const base = `design-${slug || "network"}`;
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) {
    if (!taken.has(`${base}-${number}`)) return `${base}-${number}`;
  }
}
