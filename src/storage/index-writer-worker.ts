import { parentPort, workerData } from "node:worker_threads";

import { describeError } from "#engine/base/errors.ts";

import { recoverEdits } from "./edit-history.ts";
import type { IndexCommandName, IndexCommands } from "./index-commands.ts";
import { openIndexForWriting } from "./index-schema.ts";
import { runCommand } from "./run-command.ts";
import { toStorageError } from "./storage-errors.ts";

// The thread that holds the one writing connection of a project. Started by index-writer.ts.

export type WriterRequest =
  | {
      readonly id: number;
      readonly command: IndexCommandName;
      readonly params: IndexCommands[IndexCommandName]["params"];
    }
  | { readonly id: number; readonly command: "close" };

export type WriterReply =
  | { readonly id: number; readonly result: unknown }
  | {
      readonly id: number;
      readonly error: { readonly code: string; readonly message: string };
    };

/** The reply that says whether the index could be opened. */
const OPENED = 0;

function serve(path: string): void {
  const port = parentPort;
  if (!port) return;
  const answer = (id: number, action: () => unknown) => {
    let reply: WriterReply;
    try {
      reply = { id, result: action() };
    } catch (error) {
      const known = toStorageError(error, "The index of the project");
      reply = { id, error: describeError(known) };
    }
    port.postMessage(reply, []);
  };
  answer(OPENED, () => {
    const database = openIndexForWriting(path);
    recoverEdits(database);
    port.on("message", (request: WriterRequest) => {
      if (request.command !== "close") {
        const { command, params } = request;
        answer(request.id, () => runCommand(database, command, params));
        return;
      }
      answer(request.id, () => {
        database.exec("PRAGMA optimize");
        database.close();
      });
      port.close();
    });
  });
}

serve(String(workerData));
