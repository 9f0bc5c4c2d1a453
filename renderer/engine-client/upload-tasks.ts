import type { DroppedFiles } from "./dropped-files.ts";
import type { UploadProgress } from "./uploads.ts";
import { sendFiles } from "./uploads.ts";

/** Files on their way to the engine, for the tray. */
export interface UploadTask {
  readonly uploadId: string;
  readonly name: string;
  readonly progress: UploadProgress;
  readonly startedAtMs: number;
  readonly updatedAtMs: number;
}

export interface UploadTasks {
  /** Sends all files; false when it was cancelled. Throws when none of them arrived. */
  send(uploadId: string, dropped: DroppedFiles): Promise<boolean>;
  cancel(uploadId: string): void;
  tasks(): readonly UploadTask[];
  subscribe(listener: () => void): () => void;
}

/** Keeps the uploads of this page; they outlive the screen that began them. */
export function createUploadTasks(
  send: typeof sendFiles = sendFiles,
): UploadTasks {
  let tasks: readonly UploadTask[] = [];
  const aborts = new Map<string, AbortController>();
  const listeners = new Set<() => void>();

  function change(next: readonly UploadTask[]): void {
    tasks = next;
    for (const listener of listeners) {
      listener();
    }
  }

  return {
    async send(uploadId, { name, files }) {
      const abort = new AbortController();
      aborts.set(uploadId, abort);
      const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0);
      const task: UploadTask = {
        uploadId,
        name,
        startedAtMs: Date.now(),
        updatedAtMs: Date.now(),
        progress: { files: 0, totalFiles: files.length, bytes: 0, totalBytes },
      };
      change([...tasks, task]);
      try {
        const failed = await send(uploadId, files, {
          signal: abort.signal,
          onProgress: (progress) =>
            change(
              tasks.map((one) =>
                one.uploadId === uploadId
                  ? { ...one, progress, updatedAtMs: Date.now() }
                  : one,
              ),
            ),
        });
        if (failed.length === files.length) {
          throw new Error(
            `None of the ${files.length} files of "${name}" reached the engine: ${failed[0]?.message ?? "there were none"}`,
          );
        }
        return true;
      } catch (error) {
        if (abort.signal.aborted) {
          return false;
        }
        throw error;
      } finally {
        aborts.delete(uploadId);
        change(tasks.filter((one) => one.uploadId !== uploadId));
      }
    },
    cancel: (uploadId) => aborts.get(uploadId)?.abort(),
    tasks: () => tasks,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
