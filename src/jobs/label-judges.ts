import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import type { CrossValidated } from "#engine/curation/check.ts";
import { logLoss } from "#engine/evaluation/accuracy.ts";
import {
  combineProbabilities,
  isHeard,
} from "#engine/evaluation/combine-probabilities.ts";
import { plantWrongLabels } from "#engine/evaluation/label-trial.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { requireEnough } from "#engine/training/baseline.ts";
import { readComponents } from "#engine/training/components.ts";
import {
  crossValidateComponents,
  type CrossValidateOptions,
} from "#engine/training/cross-validate.ts";
import { foldsOfDataSet } from "#engine/training/fold-plan.ts";
import {
  labelsOf,
  readTrainingSet,
  type Sample,
} from "#engine/training/training-set.ts";
import { openCachedPictures, readableSamples } from "./cached-pictures.ts";
import { transferStart } from "./chosen-model.ts";
import type { JobContext } from "./job-context.ts";
import { openJobDevice } from "./job-device.ts";
import { leagueCandidates, loadCandidate } from "./league-candidates.ts";
import type { ModelFolders } from "./process-messages.ts";

/** Pretrained networks that are asked besides the built-in one. */
const MOST_OTHERS = 2;
/** Multiply-adds that each of them may take, about ten minutes of a processor. */
const MOST_WORK = 3e13;
const SEED = 0;

/**
 * Probabilities of each labelled training and validation picture's classes, by heads that did not learn from it: on the features of the
 * built-in network and of other pretrained ones that are on this machine, together. Beside them the same for labels of which some were
 * changed on purpose.
 * @throws CancelledError, StudioError where nothing can be learnt from the labels
 */
export async function judgeLabels(
  context: JobContext,
): Promise<CrossValidated> {
  const reader = context.reader();
  const { classes, train, validation } = readTrainingSet(reader);
  const backbone = await loadBuiltInBackbone();
  const samples = await readableSamples(context, backbone.preprocessing, [
    ...train,
    ...validation,
  ]);
  requireEnough(samples, classes.length);
  const labels = labelsOf(samples);
  const planted = plantWrongLabels(labels, classes.length, SEED);
  const plan = foldsOfDataSet(reader);
  const request: JudgeRequest = {
    samples,
    labels,
    planted: planted?.labels ?? null,
    classCount: classes.length,
    plan: (count) => plan(samples, count, SEED),
  };
  const device = await openJobDevice(
    context,
    { model: backbone.id },
    "forward",
  );
  const judges = [await askNetwork(backbone, device, request, context)];
  const { environment, signal } = context;
  for (const other of await othersHere(environment, samples.length, signal)) {
    judges.push(
      await askNetwork(other, createOnnxExecutor(), request, context),
    );
  }
  const least = Math.min(...judges.map(({ loss }) => loss));
  const heard = judges.filter(({ loss }) => isHeard(loss, least));
  const together = (values: readonly Float32Array[]) =>
    combineProbabilities(values, classes.length);
  return {
    imageIds: Int32Array.from(samples, ({ imageId }) => imageId),
    classIds: classes.map(({ id }) => id),
    labels,
    probabilities: together(heard.map(({ probabilities }) => probabilities)),
    networks: heard.map(({ title }) => title),
    ...(planted && {
      trial: {
        ...planted,
        probabilities: together(heard.flatMap(({ ofPlanted }) => ofPlanted)),
      },
    }),
  };
}

interface JudgeRequest {
  readonly samples: readonly Sample[];
  readonly labels: Int32Array;
  readonly planted: Int32Array | null;
  readonly classCount: number;
  readonly plan: NonNullable<CrossValidateOptions["plan"]>;
}

interface Judge {
  readonly title: string;
  readonly loss: number;
  readonly probabilities: Float32Array;
  /** None without planted labels. */
  readonly ofPlanted: readonly Float32Array[];
}

async function askNetwork(
  backbone: Backbone,
  executor: Executor,
  { samples, labels, planted, classCount, plan }: JudgeRequest,
  context: JobContext,
): Promise<Judge> {
  const control = { signal: context.signal, ...context.control };
  const pictures = await openCachedPictures(
    context,
    backbone.preprocessing,
    samples,
    null,
  );
  try {
    const components = await readComponents({
      samples,
      backbone: transferStart(backbone),
      pictures,
      executor,
      threads: context.environment.threads,
      folder: projectPaths(context.projectDirectory).features,
      seed: SEED,
      control,
      onProgress: context.onProgress,
    });
    const options: CrossValidateOptions = {
      seed: SEED,
      plan,
      control,
      onFold: (done, total) =>
        context.onProgress({
          phase: `Asking ${backbone.title} about the labels`,
          done,
          total,
          unit: "folds",
        }),
    };
    const judge = (given: Int32Array, penalties?: readonly number[]) =>
      crossValidateComponents(components, given, classCount, {
        ...options,
        ...(penalties && { penalties }),
      });
    const { scored, c } = await judge(labels);
    const trial = planted && (await judge(planted, [c]));
    return {
      title: backbone.title,
      loss: logLoss(scored),
      probabilities: scored.probabilities,
      ofPlanted: trial ? [trial.scored.probabilities] : [],
    };
  } finally {
    await pictures.close();
  }
}

/** The largest pretrained networks on this machine that are done with so many pictures in reasonable time. */
async function othersHere(
  folders: ModelFolders,
  pictures: number,
  signal: AbortSignal,
): Promise<readonly Backbone[]> {
  let chosen: { work: number; backbone: Backbone }[] = [];
  for (const candidate of await leagueCandidates(folders)) {
    throwIfCancelled(signal);
    if (candidate.shelf === "built-in") continue;
    const backbone = await loadCandidate(candidate, folders).catch(
      unlessOfModels,
    );
    if (backbone === null) continue;
    const work = countMultiplyAdds(backbone.graph).total * pictures;
    if (work > MOST_WORK) continue;
    chosen = [...chosen, { work, backbone }]
      .toSorted((a, b) => b.work - a.work)
      .slice(0, MOST_OTHERS);
  }
  return chosen.map(({ backbone }) => backbone);
}

/** A network whose files were changed or taken away is not asked. */
function unlessOfModels(error: unknown): null {
  if (error instanceof StudioError && error.code.startsWith("models/")) {
    return null;
  }
  throw error;
}
