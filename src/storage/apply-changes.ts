import type { DatabaseSync } from "node:sqlite";

import { normalizeClassName } from "./class-names.ts";
import { EDITED_FIELDS, type EditedField } from "./edit-changes.ts";
import { performEdit, type EditPiece } from "./edit-history.ts";
import { requireFreeName, type EditStep } from "./edit-steps.ts";
import type { IndexCommands } from "./index-commands.ts";
import type { ImageChange } from "./data-room-types.ts";
import { chunksOf } from "./transactions.ts";
import { prepareClass, requireClass } from "./write-edits.ts";

type Params = IndexCommands["applyChanges"]["params"];

/**
 * Many changes of pictures and classes as one step of undo: a remedy, or the way back to an older version.
 * @throws StudioError `dataset/no-such-class`, `dataset/class-name-taken`; then nothing is changed
 */
export function applyChanges(
  database: DatabaseSync,
  params: Params,
): { changed: number } {
  const { description, changes } = params;
  for (const classId of classesOf(changes)) requireLabel(database, classId);
  const { created, steps } = classSteps(database, params);
  const changed = performEdit(database, {
    describe: () => description,
    fields: EDITED_FIELDS,
    pieces: changePieces(database, changes, created),
    steps,
  });
  return { changed };
}

/** What an edit does to classes. @returns also the ids of those that it creates, in their order */
export function classSteps(
  database: DatabaseSync,
  params: Omit<Params, "description" | "changes">,
): { created: number[]; steps: EditStep[] } {
  const renames = (params.renameClasses ?? []).flatMap((rename) =>
    renameStep(database, rename),
  );
  const created = (params.createClasses ?? []).map(
    (name) => prepareClass(database, name).classId,
  );
  const steps: EditStep[] = [
    ...created.map((classId) => ({ kind: "create-class" as const, classId })),
    ...renames,
    ...(params.removeClasses ?? []).map((classId) => ({
      kind: "remove-class" as const,
      classId,
    })),
  ];
  return { created, steps };
}

function classesOf(changes: readonly ImageChange[]): Set<number> {
  const classIds = new Set<number>();
  for (const { classId } of changes) {
    if (classId !== undefined) classIds.add(classId);
  }
  return classIds;
}

/** A picture may also lose its label. @throws StudioError `dataset/no-such-class` */
function requireLabel(database: DatabaseSync, classId: number): void {
  const isUnlabelled = database
    .prepare("SELECT 1 FROM classes WHERE id = ? AND unlabelled = 1")
    .get(classId);
  if (!isUnlabelled) requireClass(database, classId);
}

function renameStep(
  database: DatabaseSync,
  { classId, name }: { classId: number; name: string },
): EditStep[] {
  const before = requireClass(database, classId);
  const after = normalizeClassName(name);
  if (after === before) return [];
  requireFreeName(database, after, classId);
  return [{ kind: "rename-class", classId, before, after }];
}

/** What many changes write, in pieces. @param created ids of the classes that `newClass` names */
export function changePieces(
  database: DatabaseSync,
  changes: readonly ImageChange[],
  created: readonly number[],
): EditPiece[] {
  const byImage = new Map(changes.map((change) => [change.imageId, change]));
  const sorted = [...byImage.values()].toSorted(
    (first, second) => first.imageId - second.imageId,
  );
  return chunksOf(sorted).map((chunk) => ({
    imageIds: chunk.map(({ imageId }) => imageId),
    record: (editId) => {
      for (const field of EDITED_FIELDS) {
        const pairs = chunk.flatMap((change) => {
          const value = valueOf(change, field, created);
          return value === undefined ? [] : [[change.imageId, value]];
        });
        recordField(database, editId, field, pairs);
      }
    },
  }));
}

/** What the change makes of the field; undefined: leaves it. */
function valueOf(
  { classId, newClass, split, excluded }: ImageChange,
  field: EditedField,
  created: readonly number[],
): number | string | null | undefined {
  if (field === "split") return split;
  if (field === "excluded") {
    return excluded === undefined ? undefined : Number(excluded);
  }
  return newClass === undefined ? classId : created[newClass];
}

function recordField(
  database: DatabaseSync,
  editId: number,
  field: EditedField,
  pairs: readonly unknown[],
): void {
  if (pairs.length === 0) return;
  database
    .prepare(
      `INSERT INTO edit_changes (edit_id, image_id, field, before, after)
       SELECT ?, i.id, '${field}', i.${field}, j.value ->> 1 FROM json_each(?) AS j
       JOIN images AS i ON i.id = j.value ->> 0 WHERE i.${field} IS NOT j.value ->> 1`,
    )
    .run(editId, JSON.stringify(pairs));
}
