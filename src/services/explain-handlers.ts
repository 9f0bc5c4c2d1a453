import { isAbsolute } from "node:path";

import type { FeatureMaps, Heatmap, Picture, WordHeat } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { namedItem, pictureFile } from "./pictures-to-files.ts";
import { requireRun } from "./run-records.ts";

/** What a saved explanation is answered with. */
type SavedHeatmap = Pick<
  Heatmap,
  "width" | "height" | "layer" | "classId" | "probabilities"
> & { file: string };

export function explainHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, models } = context;

  /** What the model process needs to know of a picture and a run. */
  async function request(input: {
    runId: string;
    picture: Picture;
    classId?: number | undefined;
  }) {
    const { directory, reader } = session.require();
    requireRun(reader, input.runId);
    const { path } = await pictureFile(input.picture, context);
    return {
      projectDirectory: directory,
      runId: input.runId,
      path,
      classId: input.classId,
    };
  }

  return {
    heatmap: os.explain.heatmap.handler(async ({ input }) =>
      models.run<Heatmap>("explain", await request(input)),
    ),
    words: os.explain.words.handler(async ({ input }) => {
      const { directory, reader } = session.require();
      requireRun(reader, input.runId);
      return models.run<WordHeat>("explainText", {
        projectDirectory: directory,
        runId: input.runId,
        item: await namedItem(input.picture, context),
        classId: input.classId,
      });
    }),
    readWords: os.explain.readWords.handler(async ({ input }) => {
      const { directory, reader } = session.require();
      requireRun(reader, input.runId);
      const item = await namedItem(input.picture, context);
      return models.run<{ words: WordHeat["words"] }>("readWords", {
        projectDirectory: directory,
        runId: input.runId,
        item,
      });
    }),
    saveHeatmap: os.explain.saveHeatmap.handler(async ({ input }) => {
      if (!isAbsolute(input.file)) {
        throw new StudioError(
          "explain/path",
          `The picture to write is named by its absolute path. Received: "${input.file}".`,
        );
      }
      return models.run<SavedHeatmap>("saveExplanation", {
        ...(await request(input)),
        file: input.file,
      });
    }),
    layers: os.explain.layers.handler(async ({ input }) => {
      const { readRunConfig } = await import("#engine/training/run-files.ts");
      const { pictureLayers } =
        await import("#engine/explain/picture-layers.ts");
      const { directory, reader } = session.require();
      requireRun(reader, input.runId);
      const { graph } = await readRunConfig(directory, input.runId);
      return pictureLayers(graph).map(({ name, op, shape }) => ({
        name,
        op,
        shape: [...shape],
      }));
    }),
    featureMaps: os.explain.featureMaps.handler(async ({ input }) =>
      models.run<FeatureMaps>("featureMaps", {
        ...(await request(input)),
        layer: input.layer,
      }),
    ),
  };
}
