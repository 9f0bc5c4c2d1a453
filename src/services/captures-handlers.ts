import { rm } from "node:fs/promises";

import type { InspectedPicture } from "#engine/imaging/decode-worker-protocol.ts";
import type { Project } from "#engine/storage/project-types.ts";
import {
  createShardWriter,
  type ShardWriter,
} from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";

/** A burst of the camera comes in many requests, and its thumbnails go into one shard. */
const KEPT_OPEN_MS = 5000;

export function capturesHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, uploads, models, events } = context;
  const thumbnails = new BurstThumbnails();
  const swept = new WeakSet<Project>();

  return {
    add: os.captures.add.handler(async ({ input }) => {
      const project = session.requireWritable();
      const { capturePictures, sweepCaptures } =
        await import("#engine/datasets/capture-pictures.ts");
      const { directory: projectDirectory, reader, writer } = project;
      if (!swept.has(project)) {
        swept.add(project);
        await sweepCaptures({ projectDirectory, reader });
      }
      const files = await Promise.all(
        input.names.map(async (name) => ({
          name,
          path: await uploads.file(input.uploadId, name),
        })),
      );
      const result = await capturePictures({
        projectDirectory,
        reader,
        emit: (command, params) => writer.execute(command, params),
        putThumbnail: (sha256, thumbnail) =>
          thumbnails.of(project).put(sha256, thumbnail),
        inspect: (path) =>
          models.run<InspectedPicture>("inspectPicture", { path }),
        classId: input.classId,
        files,
        together: input.together,
      });
      await Promise.all(files.map(({ path }) => rm(path, { force: true })));
      events.publish({ type: "dataset" });
      return result;
    }),
  };
}

/** The writer of thumbnails of the open project, closed once nothing came for a while. */
class BurstThumbnails {
  #open: { project: Project; writer: ShardWriter } | null = null;
  #timer: NodeJS.Timeout | undefined;

  of(project: Project): ShardWriter {
    if (this.#open?.project !== project) {
      this.#close();
      const { thumbnails } = projectPaths(project.directory);
      this.#open = { project, writer: createShardWriter(thumbnails) };
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#close(), KEPT_OPEN_MS).unref();
    return this.#open.writer;
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    // A writer that is still being written to ends its last write first.
    void open?.writer.close();
  }
}
