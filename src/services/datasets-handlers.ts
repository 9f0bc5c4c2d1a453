import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { imageDetail } from "./image-detail.ts";
import { notReady } from "./not-ready.ts";
import { startImport } from "./start-jobs.ts";
import { importSource } from "./upload-source.ts";

export function datasetsHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, events, uploads } = context;
  const reader = () => session.require().reader;

  /** Carries out a change of the data set and tells everybody. */
  async function change<T>(act: () => Promise<T>): Promise<T> {
    const result = await act();
    events.publish({ type: "dataset" });
    return result;
  }
  const writer = () => session.requireWritable().writer;

  return {
    summary: os.datasets.summary.handler(() => notReady("The summary")),
    import: os.datasets.import.handler(async ({ input }) => {
      session.requireWritable();
      const source = importSource(input, uploads);
      return startImport(context, {
        folder: source.folder,
        // What a browser handed over lies in the engine's own folder, which goes away with it.
        copy: input.copy || source.isUpload,
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
      imageDetail(reader(), input.imageId),
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
      await change(() => writer().execute("relabel", input));
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
    resplit: os.datasets.resplit.handler(() => {
      return notReady("Splitting");
    }),
    undo: os.datasets.undo.handler(() =>
      change(() => writer().execute("undo", {})),
    ),
    redo: os.datasets.redo.handler(() =>
      change(() => writer().execute("redo", {})),
    ),
    relink: os.datasets.relink.handler(() => notReady("Relinking")),
    cache: os.datasets.cache.handler(() => notReady("The cache")),
    clearCache: os.datasets.clearCache.handler(() => notReady("The cache")),
  };
}
