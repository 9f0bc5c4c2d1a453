import { stat } from "node:fs/promises";
import type { BigIntStats } from "node:fs";
import { relative, sep } from "node:path";

import { watch, type FSWatcher } from "chokidar";

/** Whether a watched folder can be seen, and else why not, in a sentence. */
export type WatchState =
  | { readonly kind: "starting" | "watching" }
  | { readonly kind: "unreachable"; readonly message: string };

export interface WatchListener {
  /** Something came, changed or went, and every file that was being written is whole. */
  readonly onSettled: () => void;
  /** A file or folder is no longer there. @param path relative, with `/` */
  readonly onRemoved: (path: string) => void;
  readonly onState: (state: WatchState) => void;
}

export interface WatchTimes {
  /** A file is whole when its size and time have stayed the same for so long. */
  readonly settleMs: number;
  /** Between two looks whether the folder is still there. */
  readonly lookMs: number;
  /** A folder that does not answer for so long stalls. */
  readonly stallMs: number;
}

const TIMES: WatchTimes = { settleMs: 2000, lookMs: 15_000, stallMs: 5000 };
/** Files that are looked at until they are whole; when more come at once, quiet of the whole folder has to do. */
const MOST_PENDING = 500;

/**
 * Watches a folder and everything below it until it is closed, also while it comes and goes. One watch per folder, none per file, so that
 * a million pictures do not use up what the system allows.
 */
export class FolderWatch {
  readonly #folder: string;
  readonly #listener: WatchListener;
  readonly #times: WatchTimes;
  readonly #pending = new Map<string, { facts: string; since: number }>();
  #watcher: FSWatcher | null = null;
  #lastChange = Number.NEGATIVE_INFINITY;
  #settling: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;
  #state: WatchState = { kind: "starting" };
  #isClosed = false;

  /** @param folder absolute */
  constructor(
    folder: string,
    listener: WatchListener,
    times: Partial<WatchTimes> = {},
  ) {
    this.#folder = folder;
    this.#listener = listener;
    this.#times = { ...TIMES, ...times };
    void this.#look();
  }

  get state(): WatchState {
    return this.#state;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#settling);
    clearTimeout(this.#looking);
    await this.#stopWatching();
  }

  /** Sees whether the folder is there, begins to watch it or stops, and looks again later. */
  async #look(): Promise<void> {
    const hindrance = await this.#hindrance();
    if (this.#isClosed) return;
    if (hindrance !== null) {
      await this.#stopWatching();
      this.#setState({ kind: "unreachable", message: hindrance });
    } else if (this.#watcher === null) this.#beginWatching();
    if (this.#isClosed) return;
    this.#looking = setTimeout(() => void this.#look(), this.#times.lookMs);
    this.#looking.unref();
  }

  async #hindrance(): Promise<string | null> {
    const facts = await withinTime(
      stat(this.#folder).then(
        (found) => (found.isDirectory() ? "folder" : "file"),
        () => "nothing",
      ),
      this.#times.stallMs,
    );
    if (facts === "folder") return null;
    const received =
      facts === undefined
        ? "no answer, as when a network drive is asleep or cut off"
        : facts === "file"
          ? "a file of this name"
          : "nothing is there";
    return `Expected the watched folder ${this.#folder}. Received: ${received}. Connect the drive or put the folder back; watching goes on by itself. If it has moved, find it again.`;
  }

  #beginWatching(): void {
    const watcher = watch(this.#folder, {
      ignoreInitial: true,
      followSymlinks: false,
      // Only folders are watched; what happens to the files in them is a raw event of theirs.
      ignored: (_path, facts) => facts?.isFile() === true,
    });
    this.#watcher = watcher;
    watcher.on("raw", (_event, name, details) => {
      const place = details as { watchedPath?: string };
      this.#note(place.watchedPath ?? this.#folder, String(name ?? ""));
    });
    watcher.on("addDir", (path) => this.#note(path, ""));
    watcher.on("ready", () => this.#setState({ kind: "watching" }));
    watcher.on("error", (error) => {
      const { code, message } = error as NodeJS.ErrnoException;
      const limit = code === "ENOSPC" || code === "EMFILE";
      this.#setState({
        kind: "unreachable",
        message: limit
          ? `Expected to watch ${this.#folder} with all folders in it. Received: the system allows no more watches. Watch a smaller folder, or import it again when pictures have come.`
          : `Expected to watch ${this.#folder}. Received: the system's error ${code ?? message}. It is tried again by itself.`,
      });
    });
  }

  async #stopWatching(): Promise<void> {
    const watcher = this.#watcher;
    this.#watcher = null;
    this.#pending.clear();
    clearTimeout(this.#settling);
    this.#settling = undefined;
    await watcher?.close();
  }

  #note(folder: string, name: string): void {
    const path =
      name === "" || folder.endsWith(sep + name) ? folder : folder + sep + name;
    this.#lastChange = performance.now();
    if (this.#pending.size < MOST_PENDING && !this.#pending.has(path)) {
      this.#pending.set(path, { facts: "", since: this.#lastChange });
    }
    this.#settleLater();
  }

  #settleLater(): void {
    if (this.#settling !== undefined || this.#isClosed) return;
    const pause = Math.max(10, this.#times.settleMs / 4);
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      void this.#settle();
    }, pause);
    this.#settling.unref();
  }

  async #settle(): Promise<void> {
    const now = performance.now();
    let isWhole = now - this.#lastChange >= this.#times.settleMs;
    for (const [path, known] of this.#pending) {
      const facts = await stat(path, { bigint: true }).then(
        describe,
        () => null,
      );
      if (facts === null) {
        this.#pending.delete(path);
        this.#listener.onRemoved(this.#relative(path));
      } else if (facts !== known.facts) {
        this.#pending.set(path, { facts, since: now });
        isWhole = false;
      } else if (now - known.since < this.#times.settleMs) isWhole = false;
    }
    if (this.#isClosed) return;
    if (!isWhole) {
      this.#settleLater();
      return;
    }
    this.#pending.clear();
    this.#listener.onSettled();
  }

  #relative(path: string): string {
    return relative(this.#folder, path).split(sep).join("/");
  }

  #setState(state: WatchState): void {
    const before = this.#state;
    this.#state = state;
    if (before.kind === state.kind && messageOf(before) === messageOf(state)) {
      return;
    }
    this.#listener.onState(state);
  }
}

function messageOf(state: WatchState): string {
  return state.kind === "unreachable" ? state.message : "";
}

/** The folder's own time says nothing of whether files in it are whole. */
function describe(facts: BigIntStats): string {
  return facts.isDirectory() ? "folder" : `${facts.size} ${facts.mtimeNs}`;
}

/** What was promised, or undefined when it takes longer. */
async function withinTime<T>(
  promised: Promise<T>,
  milliseconds: number,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promised, late]);
  } finally {
    clearTimeout(timer);
  }
}
