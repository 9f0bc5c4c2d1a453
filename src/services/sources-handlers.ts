import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { importSource } from "./upload-source.ts";

/** After this long, a plan is of what was seen until then; the import sees the rest. */
const ENOUGH_MS = 10_000;

export function sourcesHandlers(
  os: ContractBuilder,
  { session, uploads }: EngineContext,
) {
  return {
    plan: os.sources.plan.handler(async ({ input, signal }) => {
      const { folder, name } = importSource(input, uploads);
      const { planImport } =
        await import("#engine/datasets/sources/plan-import.ts");
      const project = session.current();
      return planImport({
        source: folder,
        name,
        classesFrom: input.classesFrom,
        limits: input.limits,
        enoughMs: ENOUGH_MS,
        signal,
        ...(project === null ? {} : { projectDirectory: project.directory }),
      });
    }),
    discardUpload: os.sources.discardUpload.handler(async ({ input }) => {
      await uploads.remove(input.uploadId);
      return {};
    }),
  };
}
