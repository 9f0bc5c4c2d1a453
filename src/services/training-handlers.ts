import { RecipeDraftSchema } from "#api/recipe.ts";
import type { EpochMetrics } from "#api/training.ts";
import type { ResizePreview } from "#api/resize.ts";
import { StudioError } from "#engine/base/errors.ts";
import { picturesToAugment } from "./augmentation-handlers.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { pictureShapes } from "./picture-shapes.ts";
import { requireRun, toRun } from "./run-records.ts";
import { startBaseline } from "./start-jobs.ts";
import { publishRun, resumeTraining, startTraining } from "./training-runs.ts";

const DRAFT_DOCUMENT = "recipe-draft";

export function trainingHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, jobs } = context;
  const reader = () => session.require().reader;

  async function changeRun(
    runId: string,
    changes: { name?: string; deleted?: boolean },
  ): Promise<Record<string, never>> {
    const project = session.requireWritable();
    requireRun(project.reader, runId);
    await project.writer.execute("updateRun", { id: runId, ...changes });
    publishRun(context, project, runId);
    return {};
  }

  return {
    advise: os.training.advise.handler(async ({ input }) => {
      const { advise } = await import("./recipe-advice.ts");
      return advise(input, reader(), context);
    }),
    previewAugmentation: os.training.previewAugmentation.handler(
      async ({ input }) => {
        const pictures = picturesToAugment(reader(), input);
        return context.models.run<{
          rows: { imageId: number; original: string; variants: string[] }[];
        }>("previewAugmentation", { ...input, pictures });
      },
    ),
    pictureShapes: os.training.pictureShapes.handler(() =>
      pictureShapes(reader()),
    ),
    previewResize: os.training.previewResize.handler(async ({ input }) => {
      const index = reader();
      const pictures = index.images(input.imageIds).map((image) => ({
        imageId: image.id,
        sha256: image.sha256,
        path: index.filePath(image),
        width: image.width,
        height: image.height,
      }));
      return context.models.run<{ rows: ResizePreview[] }>("previewResize", {
        ...input,
        pictures,
      });
    }),
    draft: os.training.draft.handler(() => {
      // Written by another version: then the person chooses anew.
      const stored = RecipeDraftSchema.safeParse(
        reader().document(DRAFT_DOCUMENT),
      );
      return stored.success ? stored.data : {};
    }),
    saveDraft: os.training.saveDraft.handler(async ({ input }) => {
      const { writer } = session.requireWritable();
      await writer.execute("setDocument", {
        name: DRAFT_DOCUMENT,
        value: input,
      });
      return {};
    }),
    start: os.training.start.handler(({ input }) =>
      startTraining(context, input.recipe, input.name),
    ),
    resume: os.training.resume.handler(({ input }) =>
      resumeTraining(context, input.runId, input.device),
    ),
    runs: os.training.runs.handler(() =>
      reader()
        .runs()
        .map(toRun)
        .filter((run) => run !== null),
    ),
    run: os.training.run.handler(({ input }) =>
      toRun(requireRun(reader(), input.runId))!,
    ),
    history: os.training.history.handler(async ({ input }) => {
      requireRun(reader(), input.runId);
      const { readHistory } = await import("#engine/storage/run-files.ts");
      const history = await readHistory(
        session.require().directory,
        input.runId,
      );
      return (history as EpochMetrics[]).filter(
        ({ epoch }) => epoch > input.afterEpoch,
      );
    }),
    renameRun: os.training.renameRun.handler(({ input }) =>
      changeRun(input.runId, { name: input.name }),
    ),
    deleteRun: os.training.deleteRun.handler(({ input }) => {
      if (jobs.ofRun(input.runId)) {
        throw new StudioError(
          "run/busy",
          "The run is still being worked on. Cancel or stop its training first.",
        );
      }
      return changeRun(input.runId, { deleted: true });
    }),
    restoreRun: os.training.restoreRun.handler(({ input }) =>
      changeRun(input.runId, { deleted: false }),
    ),
    baseline: os.training.baseline.handler(async () => {
      const { readBaseline } = await import("./baseline-state.ts");
      return readBaseline(reader(), jobs);
    }),
    startBaseline: os.training.startBaseline.handler(() =>
      startBaseline(context),
    ),
  };
}
