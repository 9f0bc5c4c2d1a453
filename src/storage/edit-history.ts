import type { DatabaseSync } from "node:sqlite";

import { StudioError } from "#engine/base/errors.ts";

import {
  applyPiece,
  countChanges,
  setAllChanges,
  type EditedField,
} from "./edit-changes.ts";
import { applyStep, requirePossible, type EditStep } from "./edit-steps.ts";
import { CHUNK_ROWS, transaction } from "./transactions.ts";

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
  requireNoOpenEdit(database);
  const open = () =>
    editToJoin(database, edit.steps) ?? beginEdit(database, edit.steps);
  const apply = (editId: number, piece: EditPiece) =>
    carryOut(database, editId, edit.fields, piece);
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
  requireNoOpenEdit(database);
  const edit = newestEdit(database, "done");
  if (!edit) return null;
  moveEdit(database, edit, UNDO);
  return edit.description;
}

/** Does again what was undone last. @returns its phrase, or null when there is none */
export function redoEdit(database: DatabaseSync): string | null {
  requireNoOpenEdit(database);
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

/** @throws StudioError `dataset/edit-under-way`: what came in between would be lost when either is taken back */
export function requireNoOpenEdit(database: DatabaseSync): void {
  const open = database
    .prepare("SELECT description FROM edits WHERE state = 'applying'")
    .get();
  if (!open) return;
  throw new StudioError(
    "dataset/edit-under-way",
    `“${String(open["description"])}” is still being carried out. Wait until it has ended, or cancel it, then try again.`,
  );
}

/** Within a transaction. */
export function beginEdit(
  database: DatabaseSync,
  steps: readonly EditStep[],
  description = "",
): number {
  const result = database
    .prepare(
      "INSERT INTO edits (at, description, steps, state) VALUES (?, ?, ?, 'applying')",
    )
    .run(new Date().toISOString(), description, JSON.stringify(steps));
  return Number(result.lastInsertRowid);
}

/** Within a transaction. */
export function carryOut(
  database: DatabaseSync,
  editId: number,
  fields: readonly EditedField[],
  piece: EditPiece,
): void {
  piece.record(editId);
  for (const field of fields) {
    applyPiece(database, editId, field, piece.imageIds);
  }
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

/** Within a transaction. @returns number of pictures changed; an edit that changes nothing is forgotten */
export function finishEdit(
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

function setState(database: DatabaseSync, id: number, state: string): void {
  database.prepare("UPDATE edits SET state = ? WHERE id = ?").run(state, id);
}
