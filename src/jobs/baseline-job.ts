import type { Baseline } from "#api/baseline.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import { BASELINE_RUN_ID } from "#engine/storage/index-types.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { computeBaseline } from "#engine/training/baseline.ts";
import { foldsOfDataSet } from "#engine/training/fold-plan.ts";
import { readTrainingSet } from "#engine/training/training-set.ts";
import { BASELINE_DOCUMENT } from "./baseline-document.ts";
import { transferStart } from "./chosen-model.ts";
import { openItemInputs } from "./item-inputs.ts";
import type { JobContext } from "./job-context.ts";
import { openJobDevice } from "./job-device.ts";
import { wordWeightsStart } from "./text-inputs.ts";
import { savePredictions } from "./save-predictions.ts";

/** The instant baseline: what a plain head reaches on the built-in network's features of pictures, or on weighed words of texts. */
export async function computeInstantBaseline(
  _parameters: Record<string, never>,
  context: JobContext,
): Promise<{ accuracy: Baseline["accuracy"]; seconds: number | null }> {
  const reader = context.reader();
  const key = reader.labelsKey();
  const set = readTrainingSet(reader);
  const ofTexts = reader.kind() === "texts";
  const backbone = ofTexts
    ? wordWeightsStart(reader, [...set.train, ...set.validation])
    : transferStart(await loadBuiltInBackbone());
  const pictures = await openItemInputs(
    context,
    backbone.preprocessing,
    [...set.train, ...set.validation],
    null,
  );
  try {
    const { baseline, predictions } = await computeBaseline({
      set,
      backbone,
      pictures,
      executor: ofTexts
        ? createOnnxExecutor()
        : await openJobDevice(context, { model: backbone.id }, "forward"),
      threads: context.environment.threads,
      folder: projectPaths(context.projectDirectory).features,
      planFolds: foldsOfDataSet(reader),
      control: { signal: context.signal, ...context.control },
      onProgress: context.onProgress,
    });
    await savePredictions(context, BASELINE_RUN_ID, null, predictions);
    await context.emit("setDocument", {
      name: BASELINE_DOCUMENT,
      value: { baseline, labelsKey: key },
    });
    return { accuracy: baseline.accuracy, seconds: baseline.seconds };
  } finally {
    await pictures.close();
  }
}
