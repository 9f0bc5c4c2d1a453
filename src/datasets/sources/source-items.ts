import { manifestItems } from "#engine/datasets/manifest/manifest-items.ts";
import { looksLikePicture } from "#engine/datasets/scan.ts";
import { isUnlabelledName } from "#engine/datasets/split-names.ts";
import type { Survey } from "#engine/datasets/survey.ts";

import { annotationRemark } from "./annotations.ts";
import { folderOf, isManifest } from "./file-kinds.ts";
import { NameIndex } from "./name-index.ts";
import type { Reading } from "./readings.ts";
import type { SourceItem } from "./source-item.ts";

/**
 * Everything in a source under one reading: first what its lists name, then what a walk through the source comes upon besides. Both the
 * dry run and the import go by it. Holds some bytes for each row of a list.
 * @throws as the walk; CancelledError
 */
export async function* sourceItems(
  survey: Survey,
  reading: Reading,
  signal?: AbortSignal,
): AsyncGenerator<SourceItem> {
  const { facts, roots } = survey;
  const { layout, manifests } = reading;
  const listed = new NameIndex();
  for (const manifest of manifests) {
    const context = { facts, roots, layout, listed, signal };
    yield* manifestItems(manifest, context);
  }
  const lists = new Set(manifests.map(({ name }) => name));
  for await (const entry of survey.entries()) {
    if (entry.kind === "folder") continue;
    const { path } = entry;
    if (entry.kind === "problem") {
      const { code, message } = entry;
      yield { kind: "skipped", path, code, message };
    } else if (!lists.has(path) && !(listed.size > 0 && listed.has(path))) {
      yield placeFile(path, survey, reading);
    }
  }
}

function placeFile(
  path: string,
  { facts }: Survey,
  { kind, classesFrom, layout }: Reading,
): SourceItem {
  const folder = folderOf(path);
  if (kind === "images") {
    const remark = annotationRemark(path, facts.annotationFolders, facts.stems);
    if (remark !== null) return { kind: "skipped", path, ...remark };
    if (isManifest(path)) return { kind: "skipped", path, ...UNUSED_TABLE };
  }
  if (classesFrom === "none" || folder.split("/").some(isUnlabelledName)) {
    return { kind: "file", path, className: null, split: null };
  }
  if (classesFrom === "manifest" || layout === null) {
    return { kind: "skipped", path, ...NOT_LISTED };
  }
  const placement = layout.place(folder);
  if (placement.kind === "outside") {
    const { code, message } = placement;
    return { kind: "skipped", path, code, message };
  }
  const { className, split } = placement;
  return { kind: "file", path, className, split };
}

/** Whether a file would only turn out to be a picture when it is looked into. */
export function isDoubtful(path: string, kind: Reading["kind"]): boolean {
  return kind === "images" && !looksLikePicture(path);
}

const UNUSED_TABLE = {
  code: "source/unused-table",
  message:
    "Expected pictures. Received: a table that lists no pictures of this folder, or a list that was not to be used. It is not imported. If it says the classes, let its first line name the columns, such as file_name,label, and write the paths from its own folder.",
};

const NOT_LISTED = {
  code: "manifest/not-listed",
  message:
    "Expected a row of the list for every picture. Received: a file that the list does not name. It is not imported; add a row for it, or let the folders say the classes.",
};
