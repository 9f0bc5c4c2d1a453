import { augmentationCost, augmentationEnds } from "./augmentation-tasks.ts";
import { classifyItem, type NamedItem } from "./classify-items.ts";
import {
  explainPicture,
  saveExplanation,
  showFeatureMaps,
  type ExplainRequest,
} from "./explain-pictures.ts";
import {
  explainText,
  readWords,
  type ExplainTextRequest,
} from "./explain-texts.ts";
import { inspectPicture } from "./inspect-picture.ts";
import { importBackbone } from "./imported-backbones.ts";
import type { ModelTask } from "./model-runner.ts";
import { dealSides, previewSplit } from "./plan-split-task.ts";
import { previewAugmentation } from "./preview-augmentation.ts";
import { previewResize } from "./preview-resize.ts";
import type { ProcessEnvironment } from "./process-messages.ts";
import { showPicture } from "./shown-pictures.ts";
import { similarPictures } from "./similar-pictures.ts";
import { keptClassifier } from "./trained-classifier.ts";

/** Everything that the model process can do, by name. */
export const MODEL_TASKS: Readonly<Record<string, ModelTask>> = {
  importModel: ({ path }: { path: string }, { modelsFolder }) =>
    importBackbone(path, modelsFolder),
  showPicture,
  inspectPicture,
  previewAugmentation,
  similarPictures,
  previewSplit,
  dealSides,
  augmentationEnds,
  augmentationCost,
  previewResize,
  classify,
  explain: (request: ExplainRequest, { threads }) =>
    explainPicture(request, threads),
  explainText: (request: ExplainTextRequest, { threads }) =>
    explainText(request, threads),
  readWords,
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
    readonly items: readonly NamedItem[];
  },
  { threads }: ProcessEnvironment,
) {
  const classifier = await keptClassifier(
    request.projectDirectory,
    request.runId,
    threads,
  );
  const predictions = [];
  for (const item of request.items) {
    predictions.push(await classifyItem(classifier, item));
  }
  return predictions;
}
