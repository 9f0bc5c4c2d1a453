import type { DatabaseSync } from "node:sqlite";

import { StudioError } from "#engine/base/errors.ts";

import { normalizeClassName } from "./class-names.ts";
import { performEdit, type EditPiece } from "./edit-history.ts";
import { requireFreeName } from "./edit-steps.ts";
import type { EditedField } from "./edit-changes.ts";
import type { IndexCommands } from "./index-commands.ts";
import { readDocument, SPLIT_STATE_DOCUMENT } from "./read-documents.ts";
import { fromSideColumns, type SideAssignment } from "./side-columns.ts";
import { chunksOf, transaction } from "./transactions.ts";
import { insertClass } from "./write-data-set.ts";
import { putDocument } from "./write-runs.ts";

type Params<K extends keyof IndexCommands> = IndexCommands[K]["params"];

export function createClass(
  database: DatabaseSync,
  params: Params<"createClass">,
): { classId: number } {
  const { name, classId } = prepareClass(database, params.name);
  performEdit(database, {
    describe: () => `Create class “${name}”`,
    fields: [],
    pieces: [],
    steps: [{ kind: "create-class", classId }],
  });
  return { classId };
}

/** Makes a class as a removed one; the step `create-class` of an edit is what brings it in. */
export function prepareClass(
  database: DatabaseSync,
  givenName: string,
): { name: string; classId: number } {
  const name = normalizeClassName(givenName);
  requireFreeName(database, name, -1);
  const classId = transaction(database, () => {
    const id = insertClass(database, name, null);
    database.prepare("UPDATE classes SET removed = 1 WHERE id = ?").run(id);
    return id;
  });
  return { name, classId };
}

export function splitClass(
  database: DatabaseSync,
  params: Params<"splitClass">,
): { classId: number } {
  const { name, classId } = prepareClass(database, params.name);
  performEdit(database, {
    describe: (count) => `Make ${pictures(count)} the class “${name}”`,
    fields: ["class_id"],
    pieces: sameValuePieces(database, "class_id", params.imageIds, classId),
    steps: [{ kind: "create-class", classId }],
  });
  return { classId };
}

export function removeClass(
  database: DatabaseSync,
  { classId }: Params<"removeClass">,
): void {
  const name = requireClass(database, classId);
  const used = database
    .prepare("SELECT 1 FROM images WHERE class_id = ? LIMIT 1")
    .get(classId);
  if (used) {
    throw new StudioError(
      "dataset/class-not-empty",
      `Expected a class without pictures. Received: “${name}”, which has some (excluded ones count). Merge it into another class, or relabel its pictures first.`,
    );
  }
  performEdit(database, {
    describe: () => `Remove class “${name}”`,
    fields: [],
    pieces: [],
    steps: [{ kind: "remove-class", classId }],
  });
}

export function renameClass(
  database: DatabaseSync,
  params: Params<"renameClass">,
): void {
  const before = requireClass(database, params.classId);
  const after = normalizeClassName(params.name);
  if (after === before) return;
  requireFreeName(database, after, params.classId);
  performEdit(database, {
    describe: () => `Rename class “${before}” to “${after}”`,
    fields: [],
    pieces: [],
    steps: [{ kind: "rename-class", classId: params.classId, before, after }],
  });
}

export function mergeClasses(
  database: DatabaseSync,
  { from, into }: Params<"mergeClasses">,
): void {
  const fromName = requireClass(database, from);
  const intoName = requireClass(database, into);
  if (from === into) return;
  const imageIds = database
    .prepare("SELECT id FROM images WHERE class_id = ?")
    .all(from)
    .map((row) => Number(row["id"]));
  performEdit(database, {
    describe: () => `Merge class “${fromName}” into “${intoName}”`,
    fields: ["class_id"],
    pieces: sameValuePieces(database, "class_id", imageIds, into),
    steps: [{ kind: "remove-class", classId: from }],
  });
}

export function relabel(
  database: DatabaseSync,
  { imageIds, classId }: Params<"relabel">,
): void {
  const name = requireClass(database, classId);
  setField(
    database,
    "class_id",
    imageIds,
    classId,
    (count) => `Relabel ${pictures(count)} as “${name}”`,
  );
}

export function setExcluded(
  database: DatabaseSync,
  { imageIds, excluded }: Params<"setExcluded">,
): void {
  const verb = excluded ? "Exclude" : "Include";
  setField(
    database,
    "excluded",
    imageIds,
    excluded ? 1 : 0,
    (count) => `${verb} ${pictures(count)}`,
  );
}

export function setSplit(
  database: DatabaseSync,
  { imageIds, split }: Params<"setSplit">,
): void {
  setField(
    database,
    "split",
    imageIds,
    split,
    (count) => `Move ${pictures(count)} to ${split}`,
  );
}

export function assignSplits(
  database: DatabaseSync,
  { assignments, state, record }: Params<"assignSplits">,
): void {
  const pairs = uniqueBy(
    fromSideColumns(assignments),
    (item) => item.imageId,
  ).toSorted((first, second) => first.imageId - second.imageId);
  const chunks = chunksOf(pairs);
  if (!record) {
    for (const chunk of chunks) {
      transaction(database, () => {
        database
          .prepare(
            `UPDATE images SET split = j.value ->> 1 FROM json_each(?) AS j
             WHERE images.id = j.value ->> 0`,
          )
          .run(splitPairs(chunk));
      });
    }
    transaction(database, () =>
      putDocument(database, SPLIT_STATE_DOCUMENT, state),
    );
    return;
  }
  const before = readDocument(database, SPLIT_STATE_DOCUMENT);
  performEdit(database, {
    describe: () =>
      state.source === "folders"
        ? "Split as the folders say"
        : "Split into training, validation and test sets",
    fields: ["split"],
    pieces: chunks.map((chunk) => ({
      imageIds: chunk.map((item) => item.imageId),
      record: (editId) => {
        database
          .prepare(
            `INSERT INTO edit_changes (edit_id, image_id, field, before, after)
             SELECT ?, i.id, 'split', i.split, j.value ->> 1 FROM json_each(?) AS j
             JOIN images AS i ON i.id = j.value ->> 0 WHERE i.split IS NOT j.value ->> 1`,
          )
          .run(editId, splitPairs(chunk));
      },
    })),
    steps: [
      { kind: "document", name: SPLIT_STATE_DOCUMENT, before, after: state },
    ],
  });
}

function setField(
  database: DatabaseSync,
  field: EditedField,
  imageIds: readonly number[],
  value: number | string,
  describe: (changed: number) => string,
): void {
  performEdit(database, {
    describe,
    fields: [field],
    pieces: sameValuePieces(database, field, imageIds, value),
    steps: [],
  });
}

function sameValuePieces(
  database: DatabaseSync,
  field: EditedField,
  imageIds: readonly number[],
  value: number | string,
): EditPiece[] {
  const sorted = [...new Set(imageIds)].toSorted((a, b) => a - b);
  return chunksOf(sorted).map((chunk) => ({
    imageIds: chunk,
    record: (editId) => {
      database
        .prepare(
          `INSERT INTO edit_changes (edit_id, image_id, field, before, after)
           SELECT ?1, id, ?2, ${field}, ?3 FROM images
           WHERE id IN (SELECT value FROM json_each(?4)) AND ${field} IS NOT ?3`,
        )
        .run(editId, field, value, JSON.stringify(chunk));
    },
  }));
}

/** @returns the class's name. @throws StudioError `dataset/no-such-class` */
export function requireClass(database: DatabaseSync, classId: number): string {
  const row = database
    .prepare(
      "SELECT name FROM classes WHERE id = ? AND removed = 0 AND unlabelled = 0",
    )
    .get(classId);
  if (row) return String(row["name"]);
  throw new StudioError(
    "dataset/no-such-class",
    `There is no class with the number ${classId}; it may have been merged or its creation undone. Reload the list of classes and choose again.`,
  );
}

function splitPairs(assignments: readonly SideAssignment[]): string {
  return JSON.stringify(
    assignments.map(({ imageId, split }) => [imageId, split]),
  );
}

function uniqueBy<T, K>(items: readonly T[], key: (item: T) => K): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

export function pictures(count: number): string {
  return count === 1 ? "1 picture" : `${count.toLocaleString("en")} pictures`;
}
