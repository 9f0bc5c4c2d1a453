import { classifyFile, type NamedFile } from "./classify-pictures.ts";
import {
  explainPicture,
  saveExplanation,
  showFeatureMaps,
  type ExplainRequest,
} from "./explain-pictures.ts";
import { importBackbone } from "./imported-backbones.ts";
import type { ModelTask } from "./model-runner.ts";
import { previewAugmentation } from "./preview-augmentation.ts";
import type { ProcessEnvironment } from "./process-messages.ts";
import { showPicture } from "./shown-pictures.ts";
import { keptClassifier } from "./trained-classifier.ts";

/** Everything that the model process can do, by name. */
export const MODEL_TASKS: Readonly<Record<string, ModelTask>> = {
  importModel: ({ path }: { path: string }, { modelsFolder }) =>
    importBackbone(path, modelsFolder),
  showPicture,
  previewAugmentation,
  classify,
  explain: (request: ExplainRequest, { threads }) =>
    explainPicture(request, threads),
  saveExplanation: (
    request: Parameters<typeof saveExplanation>[0],
    { threads },
  ) => saveExplanation(request, threads),
  featureMaps: (request: Parameters<typeof showFeatureMaps>[0], { threads }) =>
    showFeatureMaps(request, threads),
};

async function classify(
  request: {
    readonly projectDirectory: string;
    readonly runId: string;
    readonly files: readonly NamedFile[];
  },
  { threads }: ProcessEnvironment,
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
