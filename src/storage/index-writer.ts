import { Worker } from "node:worker_threads";

import { entryPoint } from "#engine/base/entry-point.ts";
import { StudioError } from "#engine/base/errors.ts";

import type { IndexWriter } from "./index-commands.ts";
import type { WriterReply, WriterRequest } from "./index-writer-worker.ts";

/** The id of the reply that says whether the index could be opened. */
const OPENED = 0;

/**
 * Starts the thread that writes an index, making or migrating its tables, and taking back edits that were never confirmed.
 * The caller holds the project lock.
 * @param path of index.sqlite
 * @throws StudioError `project/file-system-unsupported`, `project/newer-version`, `storage/…`
 */
export async function startIndexWriter(path: string): Promise<IndexWriter> {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >();
  const worker = new Worker(
    entryPoint(import.meta.url, "index-writer-worker"),
    {
      workerData: path,
      name: "index-writer",
      // Flags of whoever starts the engine (-e, --input-type …) are not for a file of ours.
      execArgv: [],
    },
  );
  let nextId = OPENED + 1;
  let ended: StudioError | undefined;

  worker.on("message", (reply: WriterReply) => {
    const entry = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) {
      entry?.reject(new StudioError(reply.error.code, reply.error.message));
    } else {
      entry?.resolve(reply.result);
    }
  });
  const end = (cause?: unknown) => {
    ended ??= new StudioError(
      "storage/writer-ended",
      "The thread that writes the project has ended, so nothing more can be saved. What was confirmed is safe. Close the project and open it again.",
      { cause },
    );
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on("error", end);
  worker.on("exit", () => end());

  function request(message: WriterRequest | { id: number }): Promise<unknown> {
    if (ended) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      waiting.set(message.id, { resolve, reject });
      if ("command" in message) worker.postMessage(message, []);
    });
  }

  await request({ id: OPENED }).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  let closing: Promise<void> | undefined;
  return {
    // The map of commands ties the result to the command; the message cannot.
    execute: (command, params) =>
      request({ id: nextId++, command, params }) as Promise<never>,
    close: () => {
      closing ??= request({ id: nextId++, command: "close" }).then(async () => {
        await worker.terminate();
      });
      return closing;
    },
  };
}

/** Stands in for the writer of a project that is open for reading only. */
export function refusingWriter(): IndexWriter {
  return {
    execute: () => Promise.reject(readOnlyError()),
    close: () => Promise.resolve(),
  };
}

export function readOnlyError(): StudioError {
  return new StudioError(
    "project/read-only",
    "This project is open for reading only, so it cannot be changed. Copy it to a local drive that can be written, then open the copy.",
  );
}
