import { implement, ORPCError } from "@orpc/server";
import { z } from "zod";

import { contract } from "#api/contract.ts";
import type { Settings } from "#api/system.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Log } from "#engine/base/logging.ts";
import type { JobQueue } from "#engine/jobs/job-queue.ts";
import type { ModelProcess } from "#engine/jobs/model-process.ts";
import type { ProcessEnvironment } from "#engine/jobs/process-messages.ts";
import type { AppFolders } from "#engine/storage/app-folders.ts";
import type { DeviceSearch } from "./device-search.ts";
import type { EventBus } from "./event-bus.ts";
import type { FileReach } from "./file-reach.ts";
import type { ProjectSession } from "./project-session.ts";
import type { Thumbnails } from "./thumbnails.ts";
import type { Uploads } from "./uploads.ts";

/** The services that the handlers of the contract are written with. */
export interface EngineContext {
  readonly version: string;
  readonly folders: AppFolders;
  readonly log: Log;
  readonly events: EventBus;
  readonly settings: {
    readonly current: () => Settings;
    readonly update: (changes: Partial<Settings>) => Promise<Settings>;
  };
  readonly session: ProjectSession;
  readonly jobs: JobQueue;
  readonly models: ModelProcess;
  readonly uploads: Uploads;
  readonly devices: DeviceSearch;
  readonly thumbnails: Thumbnails;
  readonly reach: FileReach;
  /** Id of a set of weights → the job that fetches it. */
  readonly downloads: Map<string, string>;
  /** What a job or model process needs to know; as of now. */
  readonly environment: () => ProcessEnvironment;
  /** Whether importing is followed by the instant baseline by itself. */
  readonly startsBaseline: boolean;
}

/**
 * The contract, ready to be given handlers. What a handler throws reaches the client as STUDIO_ERROR with a code and a sentence; what
 * nobody foresaw is written to the log.
 */
export function contractFor(log: Log) {
  return implement(contract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (error) {
      if (error instanceof ORPCError) throw invalidInput(error) ?? error;
      if (!(error instanceof StudioError)) {
        const stack = error instanceof Error ? error.stack : undefined;
        log.error("A procedure failed", {
          path: path.join("."),
          error: stack ?? String(error),
        });
      }
      const code =
        error instanceof StudioError ? error.code : "internal/unexpected";
      const message = error instanceof Error ? error.message : String(error);
      throw new ORPCError("STUDIO_ERROR", {
        status: 422,
        message,
        data: { code },
        cause: error,
      });
    }
  });
}

const IssuesSchema = z.object({
  issues: z.array(
    z.object({ path: z.array(z.unknown()).optional(), message: z.string() }),
  ),
});

/** What is wrong with a request, in a sentence; null when it is something else. */
function invalidInput(
  error: ORPCError<string, unknown>,
): ORPCError<"STUDIO_ERROR", { code: string }> | null {
  const parsed = IssuesSchema.safeParse(error.data);
  if (error.code !== "BAD_REQUEST" || !parsed.success) return null;
  const problems = parsed.data.issues.map(({ path, message }) =>
    path && path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  return new ORPCError("STUDIO_ERROR", {
    status: 422,
    message: `The request cannot be carried out. ${problems.join("; ")}.`,
    data: { code: "request/invalid" },
    cause: error,
  });
}

export type ContractBuilder = ReturnType<typeof contractFor>;
