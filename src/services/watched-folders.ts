import { basename } from "node:path";

import { z } from "zod";

import type { WatchedFolder } from "#api/watched-folders.ts";
import { StudioError } from "#engine/base/errors.ts";
import { rememberedReading } from "#engine/datasets/remembered-readings.ts";
import { FolderWatch, type WatchTimes } from "#engine/datasets/watch.ts";
import type { RootRow } from "#engine/storage/index-types.ts";
import type { Project } from "#engine/storage/project-types.ts";
import type { EngineContext } from "./engine-context.ts";
import { startImport } from "./start-jobs.ts";

const DOCUMENT = "watched-folders";
const DocumentSchema = z.object({ rootIds: z.array(z.number().int()) });
/** An import looks at every file of a folder, so after one that took long the next waits for this many times as long. */
const PAUSE_FACTOR = 5;
const SHORTEST_PAUSE_MS = 1000;
/** Missing pictures that are told apart. */
const MOST_MISSING = 100_000;

interface Watched {
  readonly watch: FolderWatch;
  readonly missing: Set<string>;
  isImporting: boolean;
  /** Something came while an import was under way. */
  isBehind: boolean;
  notBefore: number;
  timer: NodeJS.Timeout | undefined;
}

/** The watched folders of the open project. */
export class WatchedFolders {
  readonly #context: EngineContext;
  readonly #times: Partial<WatchTimes>;
  readonly #watched = new Map<number, Watched>();
  #project: Project | null = null;

  constructor(context: EngineContext, times: Partial<WatchTimes> = {}) {
    this.#context = context;
    this.#times = times;
  }

  /** Watches the folders of another project, or none. What came while it was closed is imported. */
  async follow(project: Project | null): Promise<void> {
    await this.close();
    this.#project = project;
    if (project === null || project.readOnly) return;
    for (const rootId of watchedIds(project)) {
      const root = project.reader.roots().find(({ id }) => id === rootId);
      if (root !== undefined) this.#begin(project, root);
    }
  }

  /** @throws StudioError `watch/copied`, `dataset/no-such-root`, `project/read-only` */
  async set(rootId: number, watched: boolean): Promise<void> {
    const project = this.#context.session.requireWritable();
    const root = project.reader.roots().find(({ id }) => id === rootId);
    if (root === undefined) {
      throw new StudioError(
        "dataset/no-such-root",
        `The project has no folder with the number ${rootId}. Read the data set again.`,
      );
    }
    if (root.copied) {
      throw new StudioError(
        "watch/copied",
        "Expected a folder that pictures are read from. Received: one that was copied into the project, to which nobody adds files. Import a folder without copying it, then watch that one.",
      );
    }
    const others = watchedIds(project).filter((id) => id !== rootId);
    const rootIds = watched ? [...others, rootId] : others;
    await project.writer.execute("setDocument", {
      name: DOCUMENT,
      value: { rootIds },
    });
    this.#project = project;
    if (watched) this.#begin(project, root);
    else await this.#end(rootId);
    this.#tell();
  }

  list(): WatchedFolder[] {
    const { reader } = this.#context.session.require();
    return reader
      .roots()
      .filter(({ copied }) => !copied)
      .map(({ id, path }) => {
        const watched = this.#watched.get(id);
        const state = watched?.watch.state;
        return {
          rootId: id,
          path,
          watched: watched !== undefined,
          state: state?.kind ?? null,
          message: state?.kind === "unreachable" ? state.message : null,
          missing: watched?.missing.size ?? 0,
        };
      });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watched.keys()].map((id) => this.#end(id)));
    this.#project = null;
  }

  #begin(project: Project, root: RootRow): void {
    if (this.#watched.has(root.id)) return;
    const watch = new FolderWatch(
      root.path,
      {
        onSettled: () => this.#import(project, root),
        onRemoved: (path) => this.#noteRemoved(project, root.id, path),
        onState: ({ kind }) => {
          // Also after it was away, or the project closed.
          if (kind === "watching") this.#import(project, root);
          if (this.#isOpen(project)) this.#tell();
        },
      },
      this.#times,
    );
    this.#watched.set(root.id, {
      watch,
      missing: new Set(),
      isImporting: false,
      isBehind: false,
      notBefore: 0,
      timer: undefined,
    });
  }

  async #end(rootId: number): Promise<void> {
    const watched = this.#watched.get(rootId);
    this.#watched.delete(rootId);
    clearTimeout(watched?.timer);
    await watched?.watch.close();
  }

  #noteRemoved(project: Project, rootId: number, path: string): void {
    const watched = this.#watched.get(rootId);
    if (!this.#isOpen(project)) return;
    const known = project.reader.knownFile(rootId, path);
    if (watched === undefined || known === undefined || known.problem) return;
    if (watched.missing.size < MOST_MISSING) watched.missing.add(path);
  }

  /** Imports the folder again now, or as soon as the import that is under way and the pause after it are over. */
  #import(project: Project, root: RootRow): void {
    const watched = this.#watched.get(root.id);
    if (watched === undefined || !this.#isOpen(project)) return;
    if (watched.isImporting || watched.timer !== undefined) {
      watched.isBehind = true;
      return;
    }
    const start = performance.now();
    const wait = watched.notBefore - start;
    if (wait > 0) {
      watched.timer = setTimeout(() => {
        watched.timer = undefined;
        this.#import(project, root);
      }, wait).unref();
      return;
    }
    watched.isBehind = false;
    watched.isImporting = true;
    try {
      startImport(this.#context, {
        folder: root.path,
        name: basename(root.path),
        copy: false,
        byItself: true,
        classesFrom: rememberedReading(root.id, project.reader),
        onEnd: async () => {
          const end = performance.now();
          watched.isImporting = false;
          watched.notBefore =
            end + Math.max(SHORTEST_PAUSE_MS, PAUSE_FACTOR * (end - start));
          if (!this.#isOpen(project)) return;
          forgetFound(watched, project, root.id);
          if (watched.isBehind) this.#import(project, root);
        },
      });
    } catch (error) {
      watched.isImporting = false;
      this.#context.log.error("A watched folder could not be imported", {
        error: String(error),
      });
    }
  }

  /** Watching ends a moment after the project was closed. */
  #isOpen(project: Project): boolean {
    return (
      this.#project === project && this.#context.session.current() === project
    );
  }

  #tell(): void {
    this.#context.events.publish({ type: "dataset" });
  }
}

function watchedIds(project: Project): readonly number[] {
  const parsed = DocumentSchema.safeParse(project.reader.document(DOCUMENT));
  return parsed.success ? parsed.data.rootIds : [];
}

/** What was renamed is known under its new path now, and no longer missing. */
function forgetFound(
  { missing }: Watched,
  { reader }: Project,
  rootId: number,
): void {
  for (const path of missing) {
    if (reader.knownFile(rootId, path) === undefined) missing.delete(path);
  }
}
