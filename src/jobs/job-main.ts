import type { JobKind } from "#api/jobs.ts";
import { openIndexReader } from "#engine/storage/index-reader.ts";
import type { JobWork } from "./job-context.ts";
import { JOB_KINDS } from "./job-kinds.ts";
import { runJobProcess, unknownKind } from "./job-runner.ts";

// Entry of every job process.
runJobProcess(
  async (kind) => {
    if (!Object.hasOwn(JOB_KINDS, kind)) return unknownKind(kind);
    return (await JOB_KINDS[kind as JobKind].load()) as JobWork<never>;
  },
  async (projectDirectory) => openIndexReader(projectDirectory),
);
