import { setImmediate as takeTurns } from "node:timers/promises";

import type { ModelDetail, ModelSummary } from "#api/models.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { givenPath } from "./given-path.ts";
import type { DescribedBackbone, DetailOptions } from "./model-summary.ts";

export function modelsHandlers(os: ContractBuilder, context: EngineContext) {
  const { downloads, environment, uploads } = context;
  const modelsFolder = environment().modelsFolder;
  // Loaded on the first question; the built-in network does not change while the engine runs.
  let builtIn: Promise<DescribedBackbone | null> | null = null;

  // Counting fifty networks takes seconds, and what they are does not change either.
  let catalog: Promise<ModelSummary[]> | null = null;

  async function list(): Promise<ModelSummary[]> {
    const { describeBackbone, withoutLayers } =
      await import("./model-summary.ts");
    const { listImportedBackbones } =
      await import("#engine/jobs/imported-backbones.ts");
    const own = await (builtIn ??= loadBuiltIn(context));
    const imported = await listImportedBackbones(modelsFolder);
    const described = await (catalog ??= describeCatalog());
    const { listDesigns } = await import("#engine/jobs/design-collection.ts");
    const { describeDesign } = await import("./design-summary.ts");
    const designs = await listDesigns(modelsFolder);
    return [
      ...(own ? [withoutLayers(describeBackbone(own, "built-in"))] : []),
      ...imported.map((card) =>
        withoutLayers(describeBackbone(card, "imported")),
      ),
      ...designs.map((design) => withoutLayers(describeDesign(design))),
      ...(await Promise.all(
        described.map((model) => withPublishedWeights(model, {})),
      )),
    ];
  }

  async function withPublishedWeights<T extends ModelSummary>(
    model: T,
    wish: DetailOptions,
  ): Promise<T> {
    if (model.shelf !== "pretrained") return model;
    const { weightsOfModel } = await import("./weights-states.ts");
    const { weightsFolder } = environment();
    return {
      ...model,
      ...(await weightsOfModel(model.id, wish, weightsFolder, downloads)),
    };
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
    if (imported) return describeBackbone(imported, "imported", options);
    const { findDesign } = await import("#engine/jobs/design-collection.ts");
    const { describeDesign } = await import("./design-summary.ts");
    const design = await findDesign(id, modelsFolder);
    return design === null
      ? withPublishedWeights(describeArchitecture(id, options), options)
      : describeDesign(design, options);
  }

  return {
    list: os.models.list.handler(list),
    speeds: os.models.speeds.handler(async () => {
      const { modelSpeeds } = await import("./model-speeds.ts");
      return modelSpeeds(await list(), context);
    }),
    get: os.models.get.handler(({ input }) => get(input.id, input)),
    importWeights: os.models.importWeights.handler(async ({ input }) => {
      const { describeBackbone, withoutLayers } =
        await import("./model-summary.ts");
      const source = await givenPath(input, context);
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

/** Every architecture of the catalog; between two of them, others get their turn. */
async function describeCatalog(): Promise<ModelSummary[]> {
  const { describeArchitecture, withoutLayers } =
    await import("./model-summary.ts");
  const { MODEL_CATALOG } = await import("#engine/models/catalog.ts");
  const described: ModelSummary[] = [];
  for (const id of Object.keys(MODEL_CATALOG)) {
    described.push(withoutLayers(describeArchitecture(id)));
    await takeTurns();
  }
  return described;
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
