import { importBackbone } from "./imported-backbones.ts";
import { showPicture } from "./shown-pictures.ts";
import type { ModelTask } from "./model-runner.ts";

/** Everything that the model process can do, by name. */
export const MODEL_TASKS: Readonly<Record<string, ModelTask>> = {
  importModel: ({ path }: { path: string }, { modelsFolder }) =>
    importBackbone(path, modelsFolder),
  showPicture,
};
