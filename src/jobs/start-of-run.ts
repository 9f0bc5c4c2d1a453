import { initializeWeights } from "#engine/graph/initialize.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import { modelEntry } from "#engine/models/catalog.ts";
import { DESIGN_KERNELS } from "#engine/models/design-entry.ts";
import type { RunConfig } from "#engine/training/run-files.ts";
import type { StartingNetwork } from "#engine/training/starting-network.ts";
import { startingNetwork } from "./chosen-model.ts";
import { isDesignId } from "./design-collection.ts";
import type { ModelFolders } from "./process-messages.ts";

/**
 * Where a run began, once more. From scratch it is the network that the run itself keeps, with the vocabulary that no label had a say
 * in: a design that was edited or removed since then changes no run that began with it.
 * @throws StudioError as `startingNetwork`
 */
export async function startOfRun(
  config: RunConfig,
  folders: ModelFolders,
): Promise<StartingNetwork> {
  const { recipe, classes, modelName, graph, preprocessing } = config;
  if (recipe.method === "transfer") {
    return startingNetwork(recipe, classes.length, folders, () =>
      isOfTexts(preprocessing) ? preprocessing.vocabulary : [],
    );
  }
  const { model, method, seed } = recipe;
  const kernels = isDesignId(model)
    ? DESIGN_KERNELS
    : modelEntry(model).kernels;
  return {
    id: model,
    name: modelName,
    method,
    graph,
    weights: initializeWeights(graph, seed, { kernels }),
    preprocessing,
  };
}
