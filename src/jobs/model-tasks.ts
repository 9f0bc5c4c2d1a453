import { classifyFile, type NamedFile } from "./classify-pictures.ts";
import { importBackbone } from "./imported-backbones.ts";
import type { ModelTask } from "./model-runner.ts";
import { showPicture } from "./shown-pictures.ts";
import { keptClassifier } from "./trained-classifier.ts";

/** Everything that the model process can do, by name. */
export const MODEL_TASKS: Readonly<Record<string, ModelTask>> = {
  importModel: ({ path }: { path: string }, { modelsFolder }) =>
    importBackbone(path, modelsFolder),
  showPicture,
  classify,
};

async function classify(
  request: {
    readonly projectDirectory: string;
    readonly runId: string;
    readonly files: readonly NamedFile[];
  },
  { threads }: { readonly threads: number | undefined },
) {
  const classifier = await keptClassifier(
    request.projectDirectory,
    request.runId,
    threads,
  );
  const predictions = [];
  for (const file of request.files) {
    predictions.push(await classifyFile(classifier, file));
  }
  return predictions;
}
