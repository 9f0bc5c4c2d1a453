import type { Readable } from "node:stream";

import type { EngineContext } from "./engine-context.ts";
import { notReady } from "./not-ready.ts";

export interface ServedPicture {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** Changes with the content. */
  readonly tag: string;
}

/** What the engine hands out and takes in as files. */
export interface EngineFiles {
  /** @throws StudioError `dataset/no-image`, or why the picture cannot be read */
  thumbnail(imageId: number): Promise<ServedPicture>;
  picture(imageId: number): Promise<ServedPicture>;
  writeUpload(
    uploadId: string,
    encodedPath: string,
    content: Readable,
    announcedBytes: number | null,
  ): Promise<void>;
  /** An export as one archive, made while it is sent. */
  exportZip(
    exportId: string,
    format: string,
  ): Promise<{ name: string; open: () => Readable }>;
  predictionsCsv(jobId: string): Promise<{ name: string; path: string }>;
}

export function createEngineFiles(context: EngineContext): EngineFiles {
  return {
    thumbnail: async () => notReady("Thumbnails"),
    picture: async () => notReady("Pictures"),
    writeUpload: (uploadId, encodedPath, content, announcedBytes) =>
      context.uploads.write(uploadId, encodedPath, content, announcedBytes),
    exportZip: async () => notReady("Exports"),
    predictionsCsv: async () => notReady("Predictions"),
  };
}
