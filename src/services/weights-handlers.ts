import { StudioError } from "#engine/base/errors.ts";
import type { DownloadParameters } from "#engine/jobs/download-weights-job.ts";
import { removeCachedWeights } from "#engine/models/downloads/weights-cache.ts";
import {
  isPretrained,
  nearestWeights,
  weightsById,
} from "#engine/models/downloads/weights-manifest.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { givenPath } from "./given-path.ts";
import { startMachineJob } from "./start-jobs.ts";
import { describePublishedWeights } from "./weights-states.ts";

export function weightsHandlers(os: ContractBuilder, context: EngineContext) {
  const folder = context.environment().weightsFolder;
  const { downloads, events, settings, uploads } = context;

  function start(
    title: string,
    parameters: DownloadParameters,
    onEnd: () => Promise<void> | void,
  ): { jobId: string } {
    return startMachineJob(context, {
      kind: "download",
      title,
      parameters,
      onEnd: async () => {
        await onEnd();
        events.publish({ type: "models" });
      },
    });
  }

  return {
    list: os.weights.list.handler(() =>
      describePublishedWeights(folder, downloads),
    ),
    download: os.weights.download.handler(({ input }) => {
      const { id, part = "body", width, inputSize } = input;
      const weights = isPretrained(id)
        ? nearestWeights(id, { width, inputSize })
        : weightsById(id);
      const running = downloads.get(weights.id);
      if (running !== undefined) return { jobId: running };
      const { proxy, mirror } = settings.current();
      const job = start(
        `Get the weights of ${weights.id}`,
        {
          act: "download",
          id: weights.id,
          part,
          settings: { proxy, mirror },
        },
        () => void downloads.delete(weights.id),
      );
      downloads.set(weights.id, job.jobId);
      events.publish({ type: "models" });
      return job;
    }),
    import: os.weights.import.handler(async ({ input }) => {
      const { id, uploadId } = input;
      if (id !== undefined) weightsById(id);
      const path = await givenPath(input, context);
      return start("Import weights", { act: "import", path, id }, async () => {
        if (uploadId !== undefined) await uploads.remove(uploadId);
      });
    }),
    remove: os.weights.remove.handler(async ({ input }) => {
      const weights = weightsById(input.id);
      if (downloads.has(weights.id)) {
        throw new StudioError(
          "models/weights-in-use",
          `The weights ${weights.id} are being downloaded. Cancel that first.`,
        );
      }
      if (!(await removeCachedWeights(folder, weights))) {
        throw new StudioError(
          "models/weights-not-here",
          `The weights ${weights.id} are not on this machine, so there is nothing to remove.`,
        );
      }
      events.publish({ type: "models" });
      return {};
    }),
  };
}
