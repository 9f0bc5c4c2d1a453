import type { DatabaseSync } from "node:sqlite";

import { redoEdit, undoEdit } from "./edit-history.ts";
import type { IndexCommandName, IndexCommands } from "./index-commands.ts";
import { DATA_KIND_DOCUMENT } from "./read-documents.ts";
import { toStorageError } from "./storage-errors.ts";
import {
  addRoot,
  addRows,
  ensureClasses,
  forgetProblems,
  movePaths,
  setRootPath,
} from "./write-data-set.ts";
import {
  assignSplits,
  createClass,
  mergeClasses,
  relabel,
  renameClass,
  setExcluded,
  setSplit,
} from "./write-edits.ts";
import {
  addPredictions,
  addRun,
  clearPredictions,
  replaceFindings,
  setDocument,
  setFindingState,
  updateRun,
} from "./write-runs.ts";

type Handlers = {
  readonly [K in IndexCommandName]: (
    database: DatabaseSync,
    params: IndexCommands[K]["params"],
  ) => IndexCommands[K]["result"];
};

/** Every command and the function that carries it out. */
const HANDLERS: Handlers = {
  addRoot,
  setRootPath,
  ensureClasses,
  addRows,
  forgetProblems,
  movePaths,
  createClass,
  renameClass,
  mergeClasses,
  relabel,
  setExcluded,
  setSplit,
  assignSplits,
  undo: (database) => ({ undone: undoEdit(database) }),
  redo: (database) => ({ redone: redoEdit(database) }),
  addRun,
  updateRun,
  clearPredictions,
  addPredictions,
  replaceFindings,
  setFindingState,
  setDocument,
  setDataKind: (database, { kind }) =>
    setDocument(database, { name: DATA_KIND_DOCUMENT, value: kind }),
};

/**
 * Carries out one command on the open index.
 * @throws StudioError with a sentence; nothing of a refused command that is an edit stays
 */
export function runCommand<K extends IndexCommandName>(
  database: DatabaseSync,
  command: K,
  params: IndexCommands[K]["params"],
): IndexCommands[K]["result"] {
  try {
    return HANDLERS[command](database, params);
  } catch (error) {
    throw toStorageError(error, "The index of the project");
  }
}
