import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";

import type { ProjectSummary } from "#api/projects.ts";
import { StudioError } from "#engine/base/errors.ts";
import { removeUnusedVersions } from "#engine/datasets/versions/keep-versions.ts";
import { createProject, openProject } from "#engine/storage/project.ts";
import type { Project } from "#engine/storage/project-types.ts";
import type { RunStatus } from "#engine/storage/index-types.ts";

const UNDER_WAY: readonly RunStatus[] = ["waiting", "running", "paused"];

/** The project that is open: at most one in an engine. */
export class ProjectSession {
  #project: Project | null = null;
  /** Acts that change which project is open come one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #projectsFolder: string;
  readonly #onChange: (project: Project | null) => Promise<void>;
  /** Where this engine can be reached; written beside the lock. */
  #url: string | null = null;

  constructor(
    projectsFolder: string,
    onChange: (project: Project | null) => Promise<void>,
  ) {
    this.#projectsFolder = projectsFolder;
    this.#onChange = onChange;
  }

  /** The open project. @throws StudioError `project/none` */
  require(): Project {
    if (this.#project === null) {
      throw new StudioError(
        "project/none",
        "No project is open. Open one, or make a new one, first.",
      );
    }
    return this.#project;
  }

  /** The open project, to change it. @throws StudioError `project/none`, `project/read-only` */
  requireWritable(): Project {
    const project = this.require();
    if (project.readOnly) {
      throw new StudioError(
        "project/read-only",
        "The project is open for reading only, so nothing in it can be changed. Copy its folder to a drive that can be written, and open the copy.",
      );
    }
    return project;
  }

  current(): Project | null {
    return this.#project;
  }

  summary(): ProjectSummary | null {
    const project = this.#project;
    if (project === null) return null;
    const { reader } = project;
    return {
      name: project.manifest.name,
      path: project.directory,
      readOnly: project.readOnly,
      imageCount: reader.count(),
      classCount: reader.classes().length,
      runCount: reader.runs().length,
    };
  }

  /**
   * Opens a project in place of the one that is open. Runs that were under way when their engine was killed become `interrupted`.
   * @throws StudioError `project/…`; then the former project is still open
   */
  open(path: string): Promise<void> {
    return this.#inTurn(async () => {
      checkAbsolute(path);
      if (this.#project?.directory === path) return;
      await this.#replace(await openProject(path));
    });
  }

  /** Makes a project and opens it. @param path default: a free name in the projects folder */
  create(name: string, path?: string): Promise<void> {
    return this.#inTurn(async () => {
      if (path !== undefined) checkAbsolute(path);
      const directory = path ?? (await this.#freePath(name));
      await this.#replace(await createProject(directory, { name }));
    });
  }

  /**
   * Makes the project, or opens it where there is one: what the command line's `--project` means.
   * @param beforeCreate what it throws keeps the project from being made
   */
  async openOrCreate(
    path: string,
    beforeCreate?: () => Promise<void>,
  ): Promise<void> {
    if (existsSync(join(path, "project.json"))) {
      await this.open(path);
      return;
    }
    await beforeCreate?.();
    await this.create(basename(path).replace(/\.convolve$/i, ""), path);
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#replace(null));
  }

  /** Says where this engine can be reached, now and for every project that will be opened. */
  async announce(url: string): Promise<void> {
    this.#url = url;
    if (this.#project && !this.#project.readOnly) {
      await this.#project.announce(url);
    }
  }

  async #replace(next: Project | null): Promise<void> {
    const former = this.#project;
    this.#project = next;
    await former?.close();
    if (next && !next.readOnly) {
      await markInterrupted(next);
      const { directory, reader, writer } = next;
      await removeUnusedVersions(directory, reader, (command, params) =>
        writer.execute(command, params),
      );
      if (this.#url !== null) await next.announce(this.#url);
    }
    await this.#onChange(next);
  }

  async #freePath(name: string): Promise<string> {
    await mkdir(this.#projectsFolder, { recursive: true });
    const safe =
      name
        .replace(/[\\/:*?"<>|\p{Cc}]/gu, " ")
        .replace(/[. ]+$/, "")
        .trim()
        .slice(0, 80) || "Project";
    for (let number = 1; ; number++) {
      const suffix = number === 1 ? "" : ` ${number}`;
      const path = join(this.#projectsFolder, `${safe}${suffix}.convolve`);
      if (!existsSync(path)) return path;
    }
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(act);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

async function markInterrupted(project: Project): Promise<void> {
  for (const run of project.reader.runs({ includeDeleted: true })) {
    if (!UNDER_WAY.includes(run.status)) continue;
    await project.writer.execute("updateRun", {
      id: run.id,
      status: "interrupted",
    });
  }
}

function checkAbsolute(path: string): void {
  if (isAbsolute(path)) return;
  throw new StudioError(
    "project/path",
    `A project is named by its absolute path. Received: "${path}".`,
  );
}
