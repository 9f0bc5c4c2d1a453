import type { SideColumns } from "./side-columns.ts";
import type { DataKind, Split } from "#api/base.ts";
import type {
  ImageChange,
  NewFinding,
  PictureMeasures,
  RankingEntry,
} from "./data-room-types.ts";
import type {
  ImageMove,
  NewImage,
  NewPrediction,
  NewProblem,
  RunStatus,
  SplitState,
} from "./index-types.ts";

/**
 * Everything that may change the index, as one typed map: name → parameters and result. Only the writer thread carries them out.
 * A command that a person can take back is an edit: it is on the history and is on the disk (`synchronous=FULL`) when it is answered.
 */
export interface IndexCommands {
  // Importing
  addRoot: {
    params: { path: string; copied: boolean };
    result: { rootId: number };
  };
  setRootPath: { params: { rootId: number; path: string }; result: void };
  /** Finds or makes classes by name (Unicode NFC); an id per name. */
  ensureClasses: {
    params: { names: readonly string[] };
    result: { classIds: number[] };
  };
  /** Finds or makes the reserved class of pictures that nobody has labelled. */
  ensureUnlabelled: {
    params: Record<string, never>;
    result: { classId: number };
  };
  /** Adds pictures whose path and content are both new; a file that is known by path is brought up to date. Problems replace older ones of the same path. */
  addRows: {
    params: {
      images: readonly NewImage[];
      problems: readonly NewProblem[];
    };
    result: { added: number };
  };
  /** Problems of files that are no longer there. */
  forgetProblems: {
    params: { problemIds: readonly number[] };
    result: void;
  };
  /** Pictures were found at other paths, perhaps under another root. */
  movePaths: {
    params: { moves: readonly ImageMove[] };
    result: void;
  };

  // Edits: on the history
  createClass: { params: { name: string }; result: { classId: number } };
  renameClass: { params: { classId: number; name: string }; result: void };
  /** Every picture of `from` becomes `into`, and `from` is gone. */
  mergeClasses: { params: { from: number; into: number }; result: void };
  /** These pictures become a new class. */
  splitClass: {
    params: { imageIds: readonly number[]; name: string };
    result: { classId: number };
  };
  /** @throws StudioError `dataset/class-not-empty` */
  removeClass: { params: { classId: number }; result: void };
  /** Many changes of pictures and classes as one step of undo. Classes to remove must be empty after it, else they stay. */
  applyChanges: {
    params: {
      /** For the history: `Restore “before clean-up”`. */
      description: string;
      changes: readonly ImageChange[];
      createClasses?: readonly string[];
      renameClasses?: readonly { classId: number; name: string }[];
      removeClasses?: readonly number[];
    };
    result: { changed: number };
  };
  /** As `applyChanges`, but the changes come in messages of their own, a few thousand in each; other edits are refused until it is closed. */
  openLongEdit: {
    params: Omit<IndexCommands["applyChanges"]["params"], "changes">;
    /** Ids of the classes that it creates, for the changes to name. */
    result: { editId: number; created: number[] };
  };
  extendLongEdit: {
    params: { editId: number; changes: readonly ImageChange[] };
    result: void;
  };
  closeLongEdit: { params: { editId: number }; result: { changed: number } };
  /** Takes back one that was not closed. */
  dropLongEdit: { params: Record<string, never>; result: void };
  /** Pictures that a person takes one by one, new ones and ones that were excluded: one step of undo, which excludes them. */
  addPictures: {
    params: {
      images: readonly NewImage[];
      /** Of known pictures, so that they are in the data set again. */
      changes: readonly ImageChange[];
      /** For the history; null: to be labelled. */
      className: string | null;
      /** Commands that name the same, with no edit in between, are one step. */
      together?: string | undefined;
    };
    result: { added: number };
  };
  relabel: {
    params: { imageIds: readonly number[]; classId: number };
    result: void;
  };
  setExcluded: {
    params: { imageIds: readonly number[]; excluded: boolean };
    result: void;
  };
  setSplit: {
    params: { imageIds: readonly number[]; split: Split };
    result: void;
  };
  /** New sides for many pictures at once, with the rule that they came from. `record: false` keeps it off the history (after an import). */
  assignSplits: {
    params: {
      assignments: SideColumns;
      state: SplitState;
      record: boolean;
    };
    result: void;
  };
  /** The phrase of what was undone, or null when there was nothing. */
  undo: { params: Record<string, never>; result: { undone: string | null } };
  redo: { params: Record<string, never>; result: { redone: string | null } };

  // Runs, predictions, findings
  addRun: {
    params: {
      id: string;
      name: string;
      createdAt: string;
      status: RunStatus;
      config: unknown;
      metrics?: unknown;
    };
    result: void;
  };
  updateRun: {
    params: {
      id: string;
      name?: string;
      status?: RunStatus;
      config?: unknown;
      metrics?: unknown;
      deleted?: boolean;
    };
    result: void;
  };
  /** First of a set of predictions: forgets the older ones of the run on these sides (null: on all). */
  clearPredictions: {
    params: { runId: string; splits: readonly Split[] | null };
    result: void;
  };
  addPredictions: {
    params: { runId: string; predictions: readonly NewPrediction[] };
    result: void;
  };
  /** Replaces what a check found before; what a person dismissed stays dismissed. */
  replaceFindings: {
    params: { check: string; findings: readonly NewFinding[] };
    result: void;
  };
  setFindingState: {
    params: {
      findingIds: readonly number[];
      state: "open" | "dismissed" | "resolved";
    };
    result: void;
  };
  putMeasures: { params: { rows: readonly PictureMeasures[] }; result: void };
  /** Replaces a whole list; an empty one removes it. */
  replaceRanking: {
    params: { list: string; entries: readonly RankingEntry[] };
    result: void;
  };

  // The test side's seal, and versions
  recordTestLook: {
    params: { reason: string; runId: string | null };
    result: void;
  };
  /** Closes the test side again, because it is another one now. */
  sealTest: { params: { reason: string }; result: void };
  /** Of a file that is written already; a known digest is left as it is. */
  addVersion: {
    params: { digest: string; imageCount: number };
    result: void;
  };
  removeVersion: { params: { digest: string }; result: void };
  addSnapshot: {
    params: { id: string; name: string; digest: string };
    result: void;
  };
  renameSnapshot: { params: { id: string; name: string }; result: void };
  removeSnapshot: { params: { id: string }; result: void };

  /** A small JSON document by name, such as the state of the baseline; null removes it. */
  setDocument: { params: { name: string; value: unknown }; result: void };
  /** Says what the items are, before the first comes. */
  setDataKind: { params: { kind: DataKind }; result: void };
}

export type IndexCommandName = keyof IndexCommands;

/** The only way to change the index. Commands are carried out one after the other in a worker thread. */
export interface IndexWriter {
  /** @throws StudioError `storage/disk-full`, `storage/write-failed`, `dataset/…`; nothing of a refused edit is kept. */
  execute<K extends IndexCommandName>(
    command: K,
    params: IndexCommands[K]["params"],
  ): Promise<IndexCommands[K]["result"]>;
  /** Finishes what was given, brings the journal into the main file, ends the thread. */
  close(): Promise<void>;
}
