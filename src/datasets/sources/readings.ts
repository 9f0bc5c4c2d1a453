import type { DataKind } from "#api/base.ts";
import type { ClassesFrom } from "#api/sources.ts";
import { StudioError } from "#engine/base/errors.ts";
import { recognizeLayout } from "#engine/datasets/layout.ts";
import type { Layout } from "#engine/datasets/layout.ts";
import type { ManifestFile } from "#engine/datasets/manifest/manifest-file.ts";

import type { SourceFacts } from "./source-facts.ts";
import type { TableFile } from "./text-tables.ts";

/** One way to understand a source. */
export interface Reading {
  /** Where the classes come from; what tells a reading from the others of its source. */
  readonly classesFrom: ClassesFrom;
  readonly kind: DataKind;
  /** Of the folders; null where they say nothing. */
  readonly layout: Layout | null;
  /** Lists of pictures that are used. */
  readonly manifests: readonly ManifestFile[];
  /** Tables of texts; then there is nothing else. */
  readonly tables: readonly TableFile[];
}

/** What one item, and several, are called in sentences. */
export const NOUNS = {
  images: { one: "picture", several: "pictures" },
  texts: { one: "text", several: "texts" },
} as const satisfies Record<DataKind, { one: string; several: string }>;

/**
 * All ways to understand a source, the likeliest first: by lists that name classes; by folders, the outer or the inner ones; as pictures
 * that are still to be labelled. Lists that name no class still give their other columns to the pictures.
 * @throws StudioError `dataset/no-images`, `dataset/no-class-folders` where there is none
 */
export function findReadings(
  facts: SourceFacts,
  manifests: readonly ManifestFile[],
  tables: readonly TableFile[],
): readonly [Reading, ...Reading[]] {
  const nothing = { layout: null, manifests: [], tables: [] };
  const hasFolders = facts.textFolders.some(
    ({ path, pictures }) => path !== "" && pictures > 0,
  );
  if (
    facts.pictures === 0 &&
    manifests.length === 0 &&
    tables.length > 0 &&
    !(hasFolders && facts.texts > 0)
  ) {
    return [textReading(tables)];
  }
  if (facts.texts > facts.pictures && manifests.length === 0) {
    const { textFolders } = facts;
    const first = layoutReading("texts", textFolders);
    return withOtherFolders(first, textFolders);
  }
  const labelled = manifests.filter(({ columns }) => columns.label !== null);
  const silent = manifests.filter(({ columns }) => columns.label === null);
  const found: Reading[] = [];
  const layout = folderLayout(facts);
  if (labelled.length > 0) {
    found.push({
      ...nothing,
      classesFrom: "manifest",
      kind: "images",
      layout,
      manifests,
    });
  }
  if (layout !== null) {
    const first = layoutReading("images", facts.folders);
    const both = withOtherFolders(first, facts.folders);
    found.push(...both.map((one) => ({ ...one, manifests: silent })));
  }
  if (facts.pictures > 0) {
    found.push({
      ...nothing,
      classesFrom: "none",
      kind: "images",
      manifests: silent,
    });
  }
  const [first, ...others] = found;
  if (first !== undefined) return [first, ...others];
  // Throws what a folder without pictures deserves.
  return [layoutReading("images", facts.folders)];
}

/** Of tables alone. */
export function textReading(tables: readonly TableFile[]): Reading {
  const classesFrom = "manifest";
  return { classesFrom, kind: "texts", layout: null, manifests: [], tables };
}

/** @throws StudioError `source/no-such-reading` */
export function chooseReading(
  readings: readonly [Reading, ...Reading[]],
  classesFrom: ClassesFrom | undefined,
): Reading {
  if (classesFrom === undefined) return readings[0];
  const chosen = readings.find((one) => one.classesFrom === classesFrom);
  if (chosen) return chosen;
  const known = readings.map((one) => one.classesFrom).join(", ");
  throw new StudioError(
    "source/no-such-reading",
    `Expected a way to find the classes that this source has: ${known}. Received: ${classesFrom}. Choose one of them, or none to have it recognised.`,
  );
}

function folderLayout({ folders }: SourceFacts): Layout | null {
  try {
    return recognizeLayout(folders);
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}

function layoutReading(
  kind: DataKind,
  folders: SourceFacts["folders"],
): Reading {
  const layout = recognizeLayout(folders, { noun: NOUNS[kind] });
  const classesFrom = layout.classFolders;
  return { classesFrom, kind, layout, manifests: [], tables: [] };
}

function withOtherFolders(
  first: Reading,
  folders: SourceFacts["folders"],
): readonly [Reading, ...Reading[]] {
  if (first.layout?.isNested !== true) return [first];
  const classFolders = first.classesFrom === "leaf" ? "top" : "leaf";
  const layout = recognizeLayout(folders, { classFolders });
  return [first, { ...first, classesFrom: classFolders, layout }];
}
