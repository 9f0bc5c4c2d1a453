import type { DatabaseSync } from "node:sqlite";

import { StudioError } from "#engine/base/errors.ts";

import { changePieces, classSteps } from "./apply-changes.ts";
import { EDITED_FIELDS } from "./edit-changes.ts";
import {
  beginEdit,
  carryOut,
  finishEdit,
  recoverEdits,
  requireNoOpenEdit,
} from "./edit-history.ts";
import type { EditStep } from "./edit-steps.ts";
import type { IndexCommands } from "./index-commands.ts";
import { transaction } from "./transactions.ts";

// An edit whose changes come one message after the other, so that it can say how far it is and be cancelled. Until it is closed, no other
// edit is let in; one that is never closed is taken back, at the latest at the next start.

type Params<K extends keyof IndexCommands> = IndexCommands[K]["params"];

export function openLongEdit(
  database: DatabaseSync,
  { description, ...classes }: Params<"openLongEdit">,
): { editId: number; created: number[] } {
  requireNoOpenEdit(database);
  const { created, steps } = classSteps(database, classes);
  const editId = transaction(database, () =>
    beginEdit(database, steps, description),
  );
  return { editId, created };
}

export function extendLongEdit(
  database: DatabaseSync,
  { editId, changes }: Params<"extendLongEdit">,
): void {
  requireOpen(database, editId);
  for (const piece of changePieces(database, changes, [])) {
    transaction(database, () =>
      carryOut(database, editId, EDITED_FIELDS, piece),
    );
  }
}

export function closeLongEdit(
  database: DatabaseSync,
  { editId }: Params<"closeLongEdit">,
): { changed: number } {
  const { description, steps } = requireOpen(database, editId);
  const changed = transaction(
    database,
    () => finishEdit(database, editId, { describe: () => description, steps }),
    { durable: true },
  );
  return { changed };
}

/** Takes back what was never closed. */
export function dropLongEdit(database: DatabaseSync): void {
  recoverEdits(database);
}

/** @throws StudioError `dataset/edit-not-open` */
function requireOpen(
  database: DatabaseSync,
  editId: number,
): { description: string; steps: readonly EditStep[] } {
  const row = database
    .prepare(
      "SELECT description, steps FROM edits WHERE id = ? AND state = 'applying'",
    )
    .get(editId);
  if (row) {
    return {
      description: String(row["description"]),
      steps: JSON.parse(String(row["steps"])) as EditStep[],
    };
  }
  throw new StudioError(
    "dataset/edit-not-open",
    "Expected an edit that is being carried out. Received: one that has ended or was taken back. Start it again.",
  );
}
