import { uploadPath } from "#api/paths.ts";

/** One file on its way to the engine; the path keeps the folders it lay in. */
export interface UploadFile {
  readonly path: string;
  readonly file: File;
}

export interface UploadProgress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface UploadOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: UploadProgress) => void;
  /** For tests. */
  readonly send?: typeof fetch;
}

const AT_ONCE = 4;

/**
 * Sends files to an upload that `createUpload` opened, four at a time. Files that cannot be read or that the engine does
 * not take are collected, and do not stop the others.
 * @returns what did not arrive
 * @throws AbortError when the signal says so
 */
export async function sendFiles(
  uploadId: string,
  files: readonly UploadFile[],
  { signal, onProgress, send = fetch }: UploadOptions = {},
): Promise<readonly { path: string; message: string }[]> {
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const failed: { path: string; message: string }[] = [];
  let next = 0;
  let done = 0;
  let bytes = 0;

  async function worker(): Promise<void> {
    for (
      let entry = files[next++];
      entry !== undefined;
      entry = files[next++]
    ) {
      signal?.throwIfAborted();
      try {
        const answer = await send(uploadPath(uploadId, entry.path), {
          method: "PUT",
          body: entry.file,
          credentials: "same-origin",
          headers: { "content-type": "application/octet-stream" },
          ...(signal === undefined ? {} : { signal }),
        });
        if (!answer.ok) {
          failed.push({ path: entry.path, message: await answer.text() });
        }
      } catch (error) {
        signal?.throwIfAborted();
        failed.push({
          path: entry.path,
          message: error instanceof Error ? error.message : String(error),
        });
      }
      done += 1;
      bytes += entry.file.size;
      onProgress?.({
        files: done,
        totalFiles: files.length,
        bytes,
        totalBytes,
      });
    }
  }

  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}
