import type { IndexWriter } from "./index-commands.ts";
import type { IndexReader } from "./index-queries.ts";
import type { ProjectManifest } from "./project-format.ts";

/** An open project. `createProject` and `openProject` of project.ts give one. */
export interface Project {
  /** Absolute path of the .convolve folder. */
  readonly directory: string;
  readonly manifest: ProjectManifest;
  readonly readOnly: boolean;
  readonly reader: IndexReader;
  /** Of a project that is open for reading only, every command is refused with `project/read-only`. */
  readonly writer: IndexWriter;
  /** Says beside the lock who holds it, so that the CLI finds the studio that has the project open. */
  announce(url: string): Promise<void>;
  /** Writes project.json anew. */
  updateManifest(
    changes: Partial<Pick<ProjectManifest, "name" | "settings">>,
  ): Promise<void>;
  /** Writes what is open, frees the lock. */
  close(): Promise<void>;
}
