import { isAbsolute } from "node:path";

import type { ModelDetail } from "#api/models.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import type { DescribedBackbone, DetailOptions } from "./model-summary.ts";

export function modelsHandlers(os: ContractBuilder, context: EngineContext) {
  const { environment, uploads } = context;
  const modelsFolder = environment().modelsFolder;
  // Loaded on the first question; the built-in network does not change while the engine runs.
  let builtIn: Promise<DescribedBackbone | null> | null = null;

  async function list(): Promise<ModelDetail[]> {
    const { describeArchitecture, describeBackbone } =
      await import("./model-summary.ts");
    const { MODEL_CATALOG } = await import("#engine/models/catalog.ts");
    const { listImportedBackbones } =
      await import("#engine/jobs/imported-backbones.ts");
    const own = await (builtIn ??= loadBuiltIn(context));
    const imported = await listImportedBackbones(modelsFolder);
    return [
      ...(own ? [describeBackbone(own, "built-in")] : []),
      ...imported.map((card) => describeBackbone(card, "imported")),
      ...Object.keys(MODEL_CATALOG).map((id) => describeArchitecture(id)),
    ];
  }

  async function get(id: string, options: DetailOptions): Promise<ModelDetail> {
    const { describeArchitecture, describeBackbone } =
      await import("./model-summary.ts");
    const { listImportedBackbones } =
      await import("#engine/jobs/imported-backbones.ts");
    const own = await (builtIn ??= loadBuiltIn(context));
    if (own?.id === id) return describeBackbone(own, "built-in", options);
    const imported = (await listImportedBackbones(modelsFolder)).find(
      (card) => card.id === id,
    );
    return imported
      ? describeBackbone(imported, "imported", options)
      : describeArchitecture(id, options);
  }

  return {
    list: os.models.list.handler(async () => {
      const { withoutLayers } = await import("./model-summary.ts");
      return (await list()).map(withoutLayers);
    }),
    get: os.models.get.handler(({ input }) => get(input.id, input)),
    importWeights: os.models.importWeights.handler(async ({ input }) => {
      const { describeBackbone, withoutLayers } =
        await import("./model-summary.ts");
      const source = await modelPath(input, context);
      const card = await context.models.run<DescribedBackbone>("importModel", {
        path: source,
      });
      if (input.uploadId !== undefined) await uploads.remove(input.uploadId);
      return withoutLayers(describeBackbone(card, "imported"));
    }),
    remove: os.models.remove.handler(async ({ input }) => {
      const { removeImportedBackbone } =
        await import("#engine/jobs/imported-backbones.ts");
      await removeImportedBackbone(input.id, modelsFolder);
      return {};
    }),
  };
}

/** Null when it is not there: then the other models are still of use. */
async function loadBuiltIn({
  log,
}: EngineContext): Promise<DescribedBackbone | null> {
  const { loadBuiltInBackbone } =
    await import("#engine/models/backbones/built-in.ts");
  try {
    const { id, title, graph, preprocessing, licence, description } =
      await loadBuiltInBackbone();
    return {
      id,
      title,
      graph,
      preprocessing,
      licence: licence ?? null,
      description: description ?? null,
    };
  } catch (error) {
    log.error("The built-in backbone cannot be used", { error: String(error) });
    return null;
  }
}

/** A directory or zip of this machine, or what a browser handed over: a folder of files, or one archive. */
async function modelPath(
  input: { path?: string | undefined; uploadId?: string | undefined },
  { uploads }: EngineContext,
): Promise<string> {
  if (input.path !== undefined && isAbsolute(input.path)) return input.path;
  if (input.uploadId === undefined) {
    throw new StudioError(
      "models/source",
      `A model is named by the absolute path of its directory or zip archive. Received: "${input.path ?? "nothing"}".`,
    );
  }
  return uploads.onlyFileOrFolder(input.uploadId);
}
