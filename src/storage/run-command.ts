import type { DatabaseSync } from "node:sqlite";

import { addPictures } from "./add-pictures.ts";
import { applyChanges } from "./apply-changes.ts";
import { redoEdit, undoEdit } from "./edit-history.ts";
import {
  closeLongEdit,
  dropLongEdit,
  extendLongEdit,
  openLongEdit,
} from "./long-edits.ts";
import type { IndexCommandName, IndexCommands } from "./index-commands.ts";
import { DATA_KIND_DOCUMENT } from "./read-documents.ts";
import { toStorageError } from "./storage-errors.ts";
import {
  addRoot,
  addRows,
  ensureClasses,
  ensureUnlabelled,
  forgetProblems,
  movePaths,
  setRootPath,
} from "./write-data-set.ts";
import {
  assignSplits,
  createClass,
  mergeClasses,
  relabel,
  removeClass,
  renameClass,
  setExcluded,
  setSplit,
  splitClass,
} from "./write-edits.ts";
import {
  putMeasures,
  replaceFindings,
  replaceRanking,
  setFindingState,
} from "./write-findings.ts";
import {
  addPredictions,
  addRun,
  clearPredictions,
  setDocument,
  updateRun,
} from "./write-runs.ts";
import {
  addSnapshot,
  addVersion,
  recordTestLook,
  removeSnapshot,
  removeVersion,
  renameSnapshot,
  sealTest,
} from "./write-versions.ts";

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
  ensureUnlabelled: (database) => ensureUnlabelled(database),
  addRows,
  forgetProblems,
  movePaths,
  createClass,
  renameClass,
  mergeClasses,
  splitClass,
  removeClass,
  applyChanges,
  openLongEdit,
  extendLongEdit,
  closeLongEdit,
  dropLongEdit,
  addPictures,
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
  putMeasures,
  replaceRanking,
  recordTestLook,
  sealTest,
  addVersion,
  removeVersion,
  addSnapshot,
  renameSnapshot,
  removeSnapshot,
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
