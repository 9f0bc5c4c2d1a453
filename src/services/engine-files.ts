import type { Readable } from "node:stream";

import { StudioError } from "#engine/base/errors.ts";
import type { EngineContext } from "./engine-context.ts";
import { exportArchive } from "./export-archive.ts";
import { requireImage } from "./image-detail.ts";

export interface ServedPicture {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Changes with the content. */
  readonly tag: string;
}

/** What the engine hands out and takes in as files. */
export interface EngineFiles {
  /** At most 256 pixels. @throws StudioError `dataset/no-image`, or why the picture cannot be read */
  thumbnail(imageId: number): Promise<ServedPicture>;
  /** At most 2,048 pixels. @throws StudioError as `thumbnail` */
  picture(imageId: number): Promise<ServedPicture>;
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
  async function show(
    imageId: number,
    longestSide: number,
  ): Promise<ServedPicture> {
    const { reader } = context.session.require();
    const image = requireImage(reader, imageId);
    const bytes = await context.models.run<Uint8Array>("showPicture", {
      path: reader.filePath(image),
      longestSide,
    });
    return served(bytes, `${image.sha256}-${longestSide}`);
  }

  return {
    async thumbnail(imageId) {
      const project = context.session.require();
      const { sha256 } = requireImage(project.reader, imageId);
      const bytes = await context.thumbnails.get(project, sha256);
      // Without one, because the cache was cleared, it is made from the file.
      return bytes ? served(bytes, sha256) : show(imageId, THUMBNAIL_SIDE);
    },
    picture: (imageId) => show(imageId, PICTURE_SIDE),
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

function served(bytes: Uint8Array, tag: string): ServedPicture {
  return { bytes, contentType: contentTypeOf(bytes), tag };
}

/** By the first bytes: a small picture is kept as the file that it was. */
function contentTypeOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "image/jpeg";
  if (bytes[0] === 0x89 && bytes[1] === 0x50) return "image/png";
  if (bytes[0] === 0x52 && bytes[8] === 0x57) return "image/webp";
  if (bytes[0] === 0x47 && bytes[1] === 0x49) return "image/gif";
  return "application/octet-stream";
}
