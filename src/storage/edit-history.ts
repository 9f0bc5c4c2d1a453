import type { DatabaseSync } from "node:sqlite";

import { StudioError } from "#engine/base/errors.ts";

import { CHUNK_ROWS, transaction } from "./transactions.ts";
import { putDocument } from "./write-runs.ts";

/** The columns of a picture that a person edits. */
export const EDITED_FIELDS = ["class_id", "split", "excluded"] as const;
export type EditedField = (typeof EDITED_FIELDS)[number];

/** A change that is not of single pictures; can be done and taken back. */
export type EditStep =
  | { kind: "rename-class"; classId: number; before: string; after: string }
  | { kind: "create-class"; classId: number }
  | { kind: "remove-class"; classId: number }
  | { kind: "document"; name: string; before: unknown; after: unknown }
  /** Changes nothing: what comes next with the same key joins this edit. */
  | { kind: "together"; key: string };

/** A piece of an edit; pieces do not overlap. */
export interface EditPiece {
  readonly imageIds: readonly number[];
  /** Writes one row of edit_changes for every picture of the piece whose value differs. */
  record(editId: number): void;
}

/**
 * Carries out an edit and puts it on the history; what had been undone before can no longer be redone. Up to one piece of changes
 * is a single transaction. More pieces are applied one after the other, and an edit that was killed half-way is taken back by
 * `recoverEdits`: it was never confirmed.
 * @param describe the phrase for the history from the number of pictures changed
 * @returns number of pictures changed
 */
export function performEdit(
  database: DatabaseSync,
  edit: {
    describe: (changed: number) => string;
    /** What the pieces change. */
    fields: readonly EditedField[];
    pieces: readonly EditPiece[];
    steps: readonly EditStep[];
  },
): number {
  const open = () =>
    editToJoin(database, edit.steps) ?? beginEdit(database, edit.steps);
  const apply = (editId: number, piece: EditPiece) => {
    piece.record(editId);
    for (const field of edit.fields) {
      applyPiece(database, editId, field, piece.imageIds);
    }
  };
  if (edit.pieces.length <= 1) {
    return transaction(
      database,
      () => {
        const editId = open();
        for (const piece of edit.pieces) apply(editId, piece);
        return finishEdit(database, editId, edit);
      },
      { durable: true },
    );
  }
  const editId = transaction(database, open);
  try {
    for (const piece of edit.pieces) {
      transaction(database, () => apply(editId, piece));
    }
    return transaction(database, () => finishEdit(database, editId, edit), {
      durable: true,
    });
  } catch (error) {
    recoverEdits(database);
    throw error;
  }
}

/** Takes back the last edit. @returns its phrase, or null when there is none */
export function undoEdit(database: DatabaseSync): string | null {
  const edit = newestEdit(database, "done");
  if (!edit) return null;
  moveEdit(database, edit, UNDO);
  return edit.description;
}

/** Does again what was undone last. @returns its phrase, or null when there is none */
export function redoEdit(database: DatabaseSync): string | null {
  const row = database
    .prepare(
      "SELECT id, description, steps FROM edits WHERE state = 'undone' ORDER BY id LIMIT 1",
    )
    .get();
  if (!row) return null;
  const edit = toEdit(row);
  moveEdit(database, edit, REDO);
  return edit.description;
}

/** After a start: takes back edits that were never confirmed, finishes undo and redo, forgets what cannot be redone. */
export function recoverEdits(database: DatabaseSync): void {
  const unfinished = database
    .prepare(
      "SELECT id, description, steps, state FROM edits WHERE state IN ('applying', 'undoing', 'redoing')",
    )
    .all();
  for (const row of unfinished) {
    const edit = toEdit(row);
    if (row["state"] === "applying") {
      moveEdit(database, { ...edit, steps: [] }, TAKE_BACK);
    } else {
      moveEdit(database, edit, row["state"] === "undoing" ? UNDO : REDO);
    }
  }
  transaction(database, () =>
    database.exec("DELETE FROM edits WHERE state = 'discarded'"),
  );
}

interface Edit {
  readonly id: number;
  readonly description: string;
  readonly steps: readonly EditStep[];
}

function toEdit(row: Record<string, unknown>): Edit {
  return {
    id: Number(row["id"]),
    description: String(row["description"]),
    steps: JSON.parse(String(row["steps"])) as EditStep[],
  };
}

function newestEdit(database: DatabaseSync, state: string): Edit | undefined {
  const row = database
    .prepare(
      "SELECT id, description, steps FROM edits WHERE state = ? ORDER BY id DESC LIMIT 1",
    )
    .get(state);
  return row && toEdit(row);
}

function beginEdit(database: DatabaseSync, steps: readonly EditStep[]): number {
  const result = database
    .prepare(
      "INSERT INTO edits (at, description, steps, state) VALUES (?, '', ?, 'applying')",
    )
    .run(new Date().toISOString(), JSON.stringify(steps));
  return Number(result.lastInsertRowid);
}

/** The last edit, where it and the new one are of the same series; one that joins is of one piece. */
function editToJoin(
  database: DatabaseSync,
  steps: readonly EditStep[],
): number | undefined {
  const key = seriesOf(steps);
  const last = key === undefined ? undefined : newestEdit(database, "done");
  return last && seriesOf(last.steps) === key ? last.id : undefined;
}

function seriesOf(steps: readonly EditStep[]): string | undefined {
  return steps.find((step) => step.kind === "together")?.key;
}

function finishEdit(
  database: DatabaseSync,
  editId: number,
  edit: { describe: (changed: number) => string; steps: readonly EditStep[] },
): number {
  const changed = countChanges(database, editId);
  if (changed === 0 && edit.steps.length === 0) {
    database.prepare("DELETE FROM edits WHERE id = ?").run(editId);
    return 0;
  }
  for (const step of edit.steps) applyStep(database, step, "after");
  database.exec("UPDATE edits SET state = 'discarded' WHERE state = 'undone'");
  database
    .prepare("UPDATE edits SET state = 'done', description = ? WHERE id = ?")
    .run(edit.describe(changed), editId);
  return changed;
}

function countChanges(database: DatabaseSync, editId: number): number {
  const row = database
    .prepare(
      "SELECT count(DISTINCT image_id) AS n FROM edit_changes WHERE edit_id = ?",
    )
    .get(editId);
  return Number(row?.["n"]);
}

function applyPiece(
  database: DatabaseSync,
  editId: number,
  field: EditedField,
  imageIds: readonly number[],
): void {
  database
    .prepare(
      `UPDATE images SET ${field} = c.after FROM json_each(?) AS j
       JOIN edit_changes AS c ON c.edit_id = ? AND c.image_id = j.value AND c.field = ?
       WHERE images.id = j.value`,
    )
    .run(JSON.stringify(imageIds), editId, field);
}

/** Which values an edit is moved to, and its state on the way and at the end. */
interface Move {
  readonly side: "before" | "after";
  readonly during: string;
  readonly end: string;
}

const UNDO: Move = { side: "before", during: "undoing", end: "undone" };
const REDO: Move = { side: "after", during: "redoing", end: "done" };
const TAKE_BACK: Move = {
  side: "before",
  during: "applying",
  end: "discarded",
};

/** Moves an edit to its other end: values before it or after it, piece by piece when there are many. */
function moveEdit(
  database: DatabaseSync,
  edit: Edit,
  { side, during, end }: Move,
): void {
  const steps = side === "before" ? edit.steps.toReversed() : edit.steps;
  const finish = () => {
    for (const step of steps) applyStep(database, step, side);
    setState(database, edit.id, end);
  };
  if (countChanges(database, edit.id) <= CHUNK_ROWS) {
    const everything = () => {
      setAllChanges(database, edit.id, side);
      finish();
    };
    transaction(database, everything, { durable: true });
    return;
  }
  // Checked first, so that a step that is refused leaves the pictures alone.
  for (const step of steps) requirePossible(database, step, side);
  transaction(database, () => setState(database, edit.id, during));
  setAllChanges(database, edit.id, side, (act) => transaction(database, act));
  transaction(database, finish, { durable: true });
}

/** @param within around each piece */
function setAllChanges(
  database: DatabaseSync,
  editId: number,
  side: "before" | "after",
  within: <T>(act: () => T) => T = (act) => act(),
): void {
  let last: number | undefined = -1;
  while (last !== undefined) {
    const after: number = last;
    last = within(() => setChanges(database, editId, side, after));
  }
}

function setState(database: DatabaseSync, id: number, state: string): void {
  database.prepare("UPDATE edits SET state = ? WHERE id = ?").run(state, id);
}

/**
 * Sets the next piece of pictures after the id `after` to one side of an edit.
 * @returns the last id of the piece, or undefined when there was none
 */
function setChanges(
  database: DatabaseSync,
  editId: number,
  side: "before" | "after",
  after: number,
): number | undefined {
  const piece = database
    .prepare(
      `SELECT max(image_id) AS last FROM (SELECT image_id FROM edit_changes
       WHERE edit_id = ? AND image_id > ? ORDER BY image_id LIMIT ${CHUNK_ROWS})`,
    )
    .get(editId, after);
  if (piece === undefined || piece["last"] === null) return undefined;
  const last = Number(piece["last"]);
  for (const field of EDITED_FIELDS) {
    database
      .prepare(
        `UPDATE images SET ${field} = c.${side} FROM edit_changes AS c
         WHERE c.edit_id = ? AND c.image_id > ? AND c.image_id <= ? AND c.field = ? AND c.image_id = images.id`,
      )
      .run(editId, after, last, field);
  }
  return last;
}

function applyStep(
  database: DatabaseSync,
  step: EditStep,
  side: "before" | "after",
): void {
  requirePossible(database, step, side);
  if (step.kind === "together") return;
  if (step.kind === "rename-class") {
    database
      .prepare("UPDATE classes SET name = ? WHERE id = ?")
      .run(step[side], step.classId);
  } else if (step.kind === "document") {
    putDocument(database, step.name, step[side]);
  } else {
    const removed = (step.kind === "remove-class") === (side === "after");
    // A class that got pictures in the meantime stays.
    database
      .prepare(
        `UPDATE classes SET removed = ?1 WHERE id = ?2
         AND (?1 = 0 OR NOT EXISTS (SELECT 1 FROM images WHERE class_id = ?2))`,
      )
      .run(removed ? 1 : 0, step.classId);
  }
}

/** @throws StudioError `dataset/class-name-taken` when a name that comes back is in use by now */
function requirePossible(
  database: DatabaseSync,
  step: EditStep,
  side: "before" | "after",
): void {
  if (step.kind === "document" || step.kind === "together") return;
  const name =
    step.kind === "rename-class"
      ? step[side]
      : (database
          .prepare("SELECT name FROM classes WHERE id = ?")
          .get(step.classId)?.["name"] as string);
  requireFreeName(database, name, step.classId);
}

/** @throws StudioError `dataset/class-name-taken` when another class has the name */
export function requireFreeName(
  database: DatabaseSync,
  name: string,
  classId: number,
): void {
  const other = database
    .prepare(
      "SELECT id FROM classes WHERE name = ? AND removed = 0 AND id <> ?",
    )
    .get(name, classId);
  if (!other) return;
  throw new StudioError(
    "dataset/class-name-taken",
    `There is already a class “${name}”. Choose another name, or merge the two classes by relabelling their pictures.`,
  );
}
