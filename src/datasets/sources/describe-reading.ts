import type { ClassesFrom } from "#api/sources.ts";
import type { Survey } from "#engine/datasets/survey.ts";

import { NOUNS } from "./readings.ts";
import type { Reading } from "./readings.ts";

/** A few words for a list of choices. */
export function readingTitle({ classesFrom, kind }: Reading): string {
  return kind === "texts" && classesFrom === "manifest"
    ? "The table says the classes"
    : TITLES[classesFrom];
}

const TITLES: Readonly<Record<ClassesFrom, string>> = {
  top: "The outer folders are the classes",
  leaf: "The innermost folders are the classes",
  manifest: "The list says the classes",
  none: "No classes yet: all pictures are to be labelled",
};

/** What a source was recognised as, in a sentence or two. @param packedAs such as `a ZIP archive`; null for a folder or table */
export function describeReading(
  reading: Reading,
  { facts }: Survey,
  packedAs: string | null,
): string {
  const parts = [bodyOf(reading)];
  const { manifests, classesFrom } = reading;
  if (manifests.length > 0 && classesFrom !== "manifest") {
    parts.push(`Further columns from ${namesOf(manifests)}.`);
  }
  const masks = facts.annotationFolders.size;
  if (masks > 0) {
    parts.push(
      `${masks === 1 ? "One folder holds" : `${masks} folders hold`} masks or other annotations.`,
    );
  }
  const body = parts.join(" ");
  if (packedAs === null) return body;
  const start = packedAs.charAt(0).toUpperCase() + packedAs.slice(1);
  return `${start}: ${body.charAt(0).toLowerCase()}${body.slice(1)}`;
}

function bodyOf({
  classesFrom,
  kind,
  layout,
  manifests,
  tables,
}: Reading): string {
  const { several } = NOUNS[kind];
  if (kind === "texts" && tables.length > 0) {
    return `${tables.length === 1 ? "A table" : `${tables.length} tables`} of texts with their classes.`;
  }
  if (classesFrom === "manifest") {
    return `Pictures as ${namesOf(manifests)} ${manifests.length === 1 ? "lists" : "list"} them, with their classes.`;
  }
  if (classesFrom === "none" || layout === null) {
    return "Pictures without labels, for the tray of what is to be labelled.";
  }
  const which =
    classesFrom === "leaf"
      ? `The innermost folders are the classes; the folders around them only sort them into groups`
      : `A folder of ${several} for each class`;
  const sides =
    layout.kind === "sides-then-classes"
      ? `, below folders for ${listOf([...layout.sides])}`
      : layout.kind === "classes-then-sides"
        ? `, with folders for ${listOf([...layout.sides])} in each`
        : "";
  return `${which}${sides}.`;
}

function namesOf(manifests: Reading["manifests"]): string {
  const [first] = manifests;
  if (first === undefined) return "a list";
  return manifests.length === 1
    ? `“${first.name}”`
    : `${manifests.length} lists (“${first.name}” …)`;
}

const ORDER = ["train", "validation", "test"];
const SIDE_WORDS: Readonly<Record<string, string>> = { train: "training" };

function listOf(sides: readonly string[]): string {
  const words = sides
    .toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .map((side) => SIDE_WORDS[side] ?? side);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}
