import { randomUUID } from "node:crypto";
import { isAbsolute, join } from "node:path";

import type { ExportFormat } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import {
  listExports,
  rememberExport,
  type ExportReport,
} from "./export-records.ts";
import { requireRun } from "./run-records.ts";
import { startJob } from "./start-jobs.ts";

export function exportHandlers(os: ContractBuilder, context: EngineContext) {
  const { session } = context;
  return {
    start: os.export.start.handler(({ input }) => startExport(context, input)),
    list: os.export.list.handler(({ input }) =>
      listExports(session.require()).filter(
        ({ runId }) => runId === input.runId,
      ),
    ),
  };
}

function startExport(
  context: EngineContext,
  input: {
    runId: string;
    formats: ExportFormat[];
    directory?: string | undefined;
  },
): { jobId: string } {
  const project = context.session.requireWritable();
  const run = requireRun(project.reader, input.runId);
  const id = randomUUID();
  if (input.directory !== undefined && !isAbsolute(input.directory)) {
    throw new StudioError(
      "export/path",
      `An export goes to a folder with an absolute path. Received: "${input.directory}".`,
    );
  }
  return startJob(context, {
    kind: "export",
    title: `Export ${run.name}`,
    runId: input.runId,
    parameters: {
      runId: input.runId,
      formats: input.formats,
      directory:
        input.directory ?? join(project.directory, "exports", input.runId, id),
      name: project.manifest.name,
    },
    onEnd: async (outcome) => {
      if (outcome.kind !== "finished") return;
      const written = outcome.result as Pick<
        ExportReport,
        "directory" | "formats"
      >;
      await rememberExport(project, {
        ...written,
        id,
        runId: input.runId,
        createdAt: new Date().toISOString(),
      });
      context.events.publish({ type: "exports", runId: input.runId });
    },
  });
}
