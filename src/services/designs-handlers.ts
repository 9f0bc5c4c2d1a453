import type { DesignDocument, SavedDesign } from "#api/designs.ts";
import type { Design } from "#engine/graph/design/design.ts";
import { designGraph } from "#engine/graph/design/design.ts";
import { readDesign } from "#engine/graph/design/read-design.ts";
import type { StoredDesign } from "#engine/jobs/design-collection.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";

/** The person's own networks: kept, and brought from and to Keras. */
export function designsHandlers(os: ContractBuilder, context: EngineContext) {
  const modelsFolder = () => context.environment().modelsFolder;
  const collection = () => import("#engine/jobs/design-collection.ts");

  return {
    list: os.designs.list.handler(async () => {
      const { listDesigns } = await collection();
      return (await listDesigns(modelsFolder())).map(({ id, design }) => ({
        id,
        name: design.name,
        inputShape: [...design.input.shape],
        layers: design.layers.length,
      }));
    }),
    get: os.designs.get.handler(async ({ input }) => {
      const { loadDesign } = await collection();
      return saved(await loadDesign(input.id, modelsFolder()));
    }),
    save: os.designs.save.handler(async ({ input }) => {
      const { saveDesign } = await collection();
      const design = readDesign(input.design);
      return saved(await saveDesign(design, modelsFolder(), input.id));
    }),
    remove: os.designs.remove.handler(async ({ input }) => {
      const { removeDesign } = await collection();
      await removeDesign(input.id, modelsFolder());
      return {};
    }),
    importKeras: os.designs.importKeras.handler(async ({ input }) => {
      const { designOfKerasJson } =
        await import("#engine/models/keras-lines/keras-json.ts");
      return { design: document(designOfKerasJson(input.json)), notes: [] };
    }),
    exportKeras: os.designs.exportKeras.handler(async ({ input }) => {
      const { toKerasConfig } =
        await import("#engine/export/keras/keras-config.ts");
      const graph = designGraph(readDesign(input.design));
      return { json: `${JSON.stringify(toKerasConfig(graph), null, 2)}\n` };
    }),
    fromLines: os.designs.fromLines.handler(async ({ input }) => {
      const { readKerasLines } =
        await import("#engine/models/keras-lines/read-lines.ts");
      const { LineMistake } =
        await import("#engine/models/keras-lines/line-mistake.ts");
      try {
        const { design, notes } = readKerasLines(input.text, input.inputShape);
        return {
          outcome: "read" as const,
          design: document(design),
          notes: [...notes],
        };
      } catch (error) {
        if (!(error instanceof LineMistake)) throw error;
        const { line, column, message } = error;
        return { outcome: "refused" as const, line, column, message };
      }
    }),
  };
}

function saved({ id, design }: StoredDesign): SavedDesign {
  return { id, design: document(design) };
}

/** Of JSON's own types only, as it travels. */
function document(design: Design): DesignDocument {
  return JSON.parse(JSON.stringify(design)) as DesignDocument;
}
