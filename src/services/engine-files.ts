import type { Readable } from "node:stream";

import { StudioError } from "#engine/base/errors.ts";
import type { EngineContext } from "./engine-context.ts";
import { exportArchive } from "./export-archive.ts";
import { requireImage } from "./image-detail.ts";

export interface ServedPicture {
  /** Changes with the content. */
  readonly tag: string;
  /** Only called when the client does not have this content yet. @throws StudioError why the picture cannot be read */
  read(): Promise<{ bytes: Uint8Array; contentType: string }>;
}

/** What the engine hands out and takes in as files. */
export interface EngineFiles {
  /** At most 256 pixels. @throws StudioError `dataset/no-image` */
  thumbnail(imageId: number): ServedPicture;
  /** At most 2,048 pixels. @throws StudioError `dataset/no-image` */
  picture(imageId: number): ServedPicture;
  writeUpload(
    uploadId: string,
    encodedPath: string,
    content: Readable,
    announcedBytes: number | null,
  ): Promise<void>;
  /** An export as one archive, made while it is sent. @throws StudioError `export/unknown` */
  exportZip(
    exportId: string,
    format: string,
  ): Promise<{ name: string; open: () => Readable }>;
  /** @throws StudioError `job/unknown`, `job/no-csv` */
  predictionsCsv(jobId: string): Promise<{ name: string; path: string }>;
}

const THUMBNAIL_SIDE = 256;
const PICTURE_SIDE = 2048;

export function createEngineFiles(context: EngineContext): EngineFiles {
  /** Decoded in the model process. */
  function show(path: string, longestSide: number): Promise<Uint8Array> {
    return context.models.run("showPicture", { path, longestSide });
  }

  return {
    thumbnail(imageId) {
      const project = context.session.require();
      const image = requireImage(project.reader, imageId);
      const path = project.reader.filePath(image);
      return {
        tag: image.sha256,
        read: async () => {
          const kept = await context.thumbnails.get(project, image.sha256);
          // Without one, because the cache was cleared, it is made from the file.
          return typed(kept ?? (await show(path, THUMBNAIL_SIDE)));
        },
      };
    },
    picture(imageId) {
      const { reader } = context.session.require();
      const image = requireImage(reader, imageId);
      const path = reader.filePath(image);
      return {
        tag: `${image.sha256}-${PICTURE_SIDE}`,
        read: async () => typed(await show(path, PICTURE_SIDE)),
      };
    },
    writeUpload: (uploadId, encodedPath, content, announcedBytes) =>
      context.uploads.write(uploadId, encodedPath, content, announcedBytes),
    exportZip: (exportId, format) =>
      exportArchive(context.session.require(), exportId, format),
    async predictionsCsv(jobId) {
      const job = context.jobs.get(jobId);
      const path = (job.result as { csv?: unknown } | null)?.csv;
      if (typeof path !== "string") {
        throw new StudioError(
          "job/no-csv",
          "This job has no CSV file. It may not have finished yet.",
        );
      }
      return { name: "predictions.csv", path };
    },
  };
}

function typed(bytes: Uint8Array) {
  return { bytes, contentType: contentTypeOf(bytes) };
}

/** By the first bytes: a small picture is kept as the file that it was. */
function contentTypeOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "image/jpeg";
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return "image/png";
  if (bytes[0] === 0x52 && bytes[8] === 0x57) return "image/webp";
  if (bytes[0] === 0x47 && bytes[1] === 0x49) return "image/gif";
  return "application/octet-stream";
}
