import {
  openShardReader,
  type ShardReader,
} from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import type { Project } from "#engine/storage/project-types.ts";

/** The thumbnails of whichever project is open. */
export class Thumbnails {
  #project: Project | null = null;
  #reader: ShardReader | null = null;

  /** @returns undefined when there is none, because the cache was cleared */
  get(project: Project, sha256: string): Promise<Uint8Array | undefined> {
    if (this.#project !== project || this.#reader === null) {
      this.close();
      this.#project = project;
      const { thumbnails } = projectPaths(project.directory);
      this.#reader = openShardReader(thumbnails);
    }
    return this.#reader.get(sha256);
  }

  /** Lets go of the files, so that they can be deleted. */
  close(): void {
    this.#reader?.close();
    this.#reader = null;
    this.#project = null;
  }
}
