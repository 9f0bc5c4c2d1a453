import { isAbsolute, join } from "node:path";

import type { z } from "zod";

import type { PredictionSchema } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { namedItem } from "./pictures-to-files.ts";
import { requireRun } from "./run-records.ts";
import { startJob } from "./start-jobs.ts";
import { importSource } from "./upload-source.ts";

export function predictHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, uploads, models } = context;
  return {
    pictures: os.predict.pictures.handler(async ({ input }) => {
      const { directory, reader } = session.require();
      requireRun(reader, input.runId);
      const items = await Promise.all(
        input.pictures.map((picture) => namedItem(picture, context)),
      );
      return models.run<z.infer<typeof PredictionSchema>[]>("classify", {
        projectDirectory: directory,
        runId: input.runId,
        items,
      });
    }),
    createUpload: os.predict.createUpload.handler(async () => ({
      uploadId: await uploads.create("Pictures to try"),
    })),
    folder: os.predict.folder.handler(({ input }) => {
      const project = session.requireWritable();
      const run = requireRun(project.reader, input.runId);
      const source =
        input.paths === undefined
          ? importSource(input, uploads)
          : {
              folders: input.paths.map(requireAbsolute),
              cleanUp: () => Promise.resolve(),
            };
      const paths = "folders" in source ? source.folders : [source.folder];
      const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
      return startJob(context, {
        kind: "predict",
        title: `Classify with ${run.name}`,
        runId: input.runId,
        device: input.device,
        parameters: {
          runId: input.runId,
          paths,
          csv: input.csv
            ? requireAbsolute(input.csv)
            : join(project.directory, "predictions", `${stamp}.csv`),
        },
        onEnd: source.cleanUp,
      });
    }),
  };
}

function requireAbsolute(path: string): string {
  if (isAbsolute(path)) return path;
  throw new StudioError(
    "predict/path",
    `Files and folders are named by absolute paths. Received: "${path}".`,
  );
}
