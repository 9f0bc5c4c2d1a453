import type { CacheInfo } from "#api/datasets.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { cacheInfo, clearCache } from "#engine/storage/cache-budget.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { imageDetail } from "./image-detail.ts";
import { dealNewlyLabelled } from "./newly-labelled.ts";
import { startImport, withoutBaseline } from "./start-jobs.ts";
import { withTestSeal } from "./test-seal.ts";
import { SplitPlanning } from "./split-planning.ts";
import { importSource } from "./upload-source.ts";

export function datasetsHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, events, uploads, models } = context;
  const planning = new SplitPlanning(models);
  const reader = () => session.require().reader;

  /** Carries out a change of the data set and tells everybody. */
  async function change<T>(act: () => Promise<T>): Promise<T> {
    const result = await act();
    events.publish({ type: "dataset" });
    return result;
  }
  const writer = () => session.requireWritable().writer;

  async function currentCache(): Promise<CacheInfo> {
    const { directory, manifest } = session.require();
    return cacheInfo(
      directory,
      manifest.settings.cacheBudgetBytes ??
        context.settings.current().cacheBudgetBytes,
    );
  }

  /** A job that reads the cache would fail in the middle. */
  function refuseWhileJobsRun(): void {
    if (context.jobs.busyJob() === undefined) return;
    throw new StudioError(
      "cache/in-use",
      "The cache is in use while a job runs. Wait until it has ended, or cancel it, then clear the cache.",
    );
  }

  return {
    summary: os.datasets.summary.handler(async () => {
      const { summarizeDataset } = await import("./dataset-summary.ts");
      return summarizeDataset(reader(), context.reach);
    }),
    import: os.datasets.import.handler(async ({ input }) => {
      session.requireWritable();
      const source = importSource(input, uploads);
      return startImport(context, {
        folder: source.folder,
        name: source.name,
        // What a browser handed over lies in the engine's own folder, which goes away with it.
        copy: input.copy || source.isUpload,
        classesFrom: input.classesFrom,
        limits: input.limits,
        onEnd: source.cleanUp,
      });
    }),
    createUpload: os.datasets.createUpload.handler(async ({ input }) => ({
      uploadId: await uploads.create(input.name),
    })),
    images: os.datasets.images.handler(({ input }) =>
      reader().page(input.filter, input.offset, input.limit),
    ),
    imageIds: os.datasets.imageIds.handler(({ input }) => ({
      imageIds: reader().imageIds(input.filter),
    })),
    image: os.datasets.image.handler(({ input }) =>
      imageDetail(reader(), input.imageId, context.reach),
    ),
    problems: os.datasets.problems.handler(({ input }) => ({
      total: reader().problemCount(),
      problems: reader().problems(input.offset, input.limit),
    })),
    createClass: os.datasets.createClass.handler(({ input }) =>
      change(() => writer().execute("createClass", input)),
    ),
    renameClass: os.datasets.renameClass.handler(async ({ input }) => {
      await change(() => writer().execute("renameClass", input));
      return {};
    }),
    relabel: os.datasets.relabel.handler(async ({ input }) => {
      await change(async () => {
        const project = session.requireWritable();
        await project.writer.execute("relabel", input);
        await dealNewlyLabelled(project);
      });
      return {};
    }),
    setExcluded: os.datasets.setExcluded.handler(async ({ input }) => {
      await change(() => writer().execute("setExcluded", input));
      return {};
    }),
    setSplit: os.datasets.setSplit.handler(async ({ input }) => {
      await change(() => writer().execute("setSplit", input));
      return {};
    }),
    resplit: os.datasets.resplit.handler(async ({ input }) => {
      const { resplit } = await import("#engine/datasets/resplit.ts");
      const project = session.requireWritable();
      await change(async () => {
        const plan = await planning.deal(project, input);
        const emit: Emit = (command, params) =>
          project.writer.execute(command, params);
        await resplit(plan, emit, input);
      });
      return {};
    }),
    previewSplit: os.datasets.previewSplit.handler(({ input, signal }) =>
      planning.preview(session.require(), input, signal),
    ),
    undo: os.datasets.undo.handler(() =>
      change(() =>
        withTestSeal(session.requireWritable(), () =>
          writer().execute("undo", {}),
        ),
      ),
    ),
    redo: os.datasets.redo.handler(() =>
      change(() =>
        withTestSeal(session.requireWritable(), () =>
          writer().execute("redo", {}),
        ),
      ),
    ),
    relink: os.datasets.relink.handler(async ({ input }) => {
      const { relink } = await import("#engine/datasets/relink.ts");
      const { found, missing } = await change(() =>
        relink({
          reader: reader(),
          emit: (command, params) => writer().execute(command, params),
          ...input,
        }),
      );
      return { found, missing };
    }),
    cache: os.datasets.cache.handler(() => currentCache()),
    clearCache: os.datasets.clearCache.handler(async () => {
      const { directory } = session.requireWritable();
      refuseWhileJobsRun();
      return withoutBaseline(context, async () => {
        context.thumbnails.close();
        await clearCache(directory);
        return currentCache();
      });
    }),
  };
}
