import { InvalidArgumentError, Option, type Command } from "commander";

import {
  AugmentationPolicySchema,
  type Augmentation,
  type AugmentationPolicy,
} from "#api/augmentation.ts";
import { RecipeSchema, type Recipe } from "#api/recipe.ts";
import type { Run } from "#api/training.ts";
import {
  AUGMENTATION_PRESETS,
  type AugmentationPreset,
  type EngineClient,
} from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import {
  formatSeconds,
  formatShare,
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { DEVICE_OPTION } from "./device-option.ts";
import {
  colour,
  integer,
  positiveInteger,
  positiveNumber,
  positiveShare,
} from "./option-values.ts";
import { tellLooks } from "./evaluate-command.ts";
import { chooseModel, keepDesign } from "./trained-model.ts";
import { waitForJob } from "./wait-for-job.ts";

interface TrainOptions extends OutputOptions {
  readonly project: string;
  readonly model?: string;
  readonly design?: string;
  readonly epochs?: number;
  readonly seed?: number;
  readonly inputSize?: number;
  readonly vocabulary?: number;
  readonly resize?: Recipe["resize"];
  readonly padding?: Recipe["padding"];
  readonly background?: Recipe["background"];
  readonly width?: number;
  readonly fromScratch?: true;
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly optimizer?: Recipe["optimizer"];
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly averageDecay?: number;
  readonly labelSmoothing?: number;
  readonly fineTuneBlocks?: number;
  readonly fineTuneEpochs?: number;
  readonly fineTuneBlockRate?: number;
  /** `--augment` without a preset is true; absent: as the recipe has it. */
  readonly augment?: boolean | AugmentationPreset;
  readonly augmentPolicy?: AugmentationPolicy;
  readonly name?: string;
  readonly resume?: string;
  readonly device?: string;
}

export interface Trained {
  readonly run: string;
  readonly seconds: number;
  readonly metrics: Run["metrics"];
}

export function addTrain(program: Command): void {
  program
    .command("train")
    .description("Train a classifier and evaluate it on the test pictures.")
    .requiredOption("--project <directory>", "the project")
    .option(
      "--model <model>",
      "id from `convolve models`, or path of a model directory or zip; default: the built-in network",
    )
    .option(
      "--design <file>",
      "a network of your own instead: a design file, a Keras configuration, or a .py file with Keras layers",
    )
    .option("--epochs <number>", "epochs at most", positiveInteger)
    .option("--seed <number>", "start of all random numbers", integer)
    .option(
      "--input-size <pixels>",
      "side of the input; of texts, words that are seen",
      positiveInteger,
    )
    .option(
      "--vocabulary <number>",
      "different words of texts that are told apart",
      positiveInteger,
    )
    .addOption(
      new Option(
        "--resize <mode>",
        "how pictures come into the input: squash, crop to fill, or fit with padding",
      ).choices(RecipeSchema.shape.resize.options),
    )
    .addOption(
      new Option(
        "--padding <kind>",
        "what lies around a fitted picture: the background colour, its edge drawn out, or its mirror image",
      ).choices(RecipeSchema.shape.padding.unwrap().options),
    )
    .option(
      "--background <colour>",
      "what shows through transparent pictures and lies around fitted ones, as #rrggbb",
      colour,
    )
    .option("--width <factor>", "width of an architecture", positiveNumber)
    .option(
      "--from-scratch",
      "from random weights, also where published ones could be used",
    )
    .option("--learning-rate <rate>", "learning rate", positiveNumber)
    .option("--batch-size <number>", "pictures per step", positiveInteger)
    .addOption(
      new Option("--optimizer <name>", "how weights are moved").choices(
        RecipeSchema.shape.optimizer.options,
      ),
    )
    .option(
      "--weight-decay <number>",
      "share of kernels that is taken away per step, times the learning rate",
      (value) => recipeNumber("weightDecay", value),
    )
    .option(
      "--clip-norm <number>",
      "largest norm of a step's gradients; 0: no limit",
      (value) => recipeNumber("clipNorm", value),
    )
    .option(
      "--average-decay <number>",
      "decay of the moving average of the weights, which is kept in their place; 0: none",
      (value) => recipeNumber("averageDecay", value),
    )
    .option(
      "--label-smoothing <share>",
      "share of each label that is spread over all classes",
      (value) => recipeNumber("labelSmoothing", value),
    )
    .option(
      "--fine-tune-blocks <number>",
      "upper blocks that learn too, after the head",
      integer,
    )
    .option("--fine-tune-epochs <number>", "epochs of that", positiveInteger)
    .option(
      "--fine-tune-block-rate <share>",
      "learning rate of each block as a share of that of the block above it",
      positiveShare,
    )
    .option(
      "--augment [preset]",
      `augmented versions of the pictures: ${Object.keys(AUGMENTATION_PRESETS).join(", ")}`,
      parsePreset,
    )
    .option(
      "--augment-policy <policy>",
      `changes drawn for each picture: ${AugmentationPolicySchema.shape.name.options.join(", ")}; randaugment:2,9 is two changes of strength 9 of 30`,
      parsePolicy,
    )
    .option("--no-augment", "no augmented versions of the pictures")
    .option("--name <name>", "name of the run")
    .option(...DEVICE_OPTION)
    .option("--resume <run>", "go on with an interrupted run instead")
    .option("--json", "print the result as one line of JSON")
    .action(train);
}

async function train(options: TrainOptions): Promise<void> {
  const session = await openProjectSession(options.project);
  const result = await inSession(session, (client) =>
    trainAndEvaluate(client, options),
  );
  printResult(options, result, describeTraining(result));
}

/** Trains, then opens the sealed test set once. */
export async function trainAndEvaluate(
  client: EngineClient,
  options: Omit<TrainOptions, "project">,
): Promise<Trained> {
  const { runId, jobId } =
    options.resume === undefined
      ? await startRun(client, options)
      : {
          runId: options.resume,
          ...(await client.training.resume({
            runId: options.resume,
            device: options.device,
          })),
        };
  let epoch = 0;
  await waitForJob(client, jobId, async () => {
    const { epoch: now } = await client.training.run({ runId });
    if (now === epoch) return;
    const history = await client.training.history({ runId, afterEpoch: epoch });
    epoch = history.at(-1)?.epoch ?? epoch;
    for (const line of history) {
      const validation =
        line.validationAccuracy === null
          ? ""
          : `, validation loss ${line.validationLoss?.toFixed(3)} accuracy ${formatShare(line.validationAccuracy)}`;
      printNote(
        `Epoch ${line.epoch} (${line.phase}): loss ${line.trainLoss.toFixed(3)} accuracy ${formatShare(line.trainAccuracy)}${validation}`,
      );
    }
  });
  if ((await testImages(client)) > 0) {
    const evaluation = await client.evaluation.start({
      runId,
      openTestSet: true,
      reason: "Evaluated after training on the command line",
    });
    await waitForJob(client, evaluation.jobId);
    await tellLooks(client);
  } else {
    printNote("There are no test pictures, so nothing was evaluated on them.");
  }
  const run = await client.training.run({ runId });
  return { run: runId, seconds: run.seconds, metrics: run.metrics };
}

async function startRun(
  client: EngineClient,
  options: Omit<TrainOptions, "project">,
): Promise<{ runId: string; jobId: string }> {
  const model =
    options.design === undefined
      ? await chooseModel(client, options.model)
      : await keepDesign(client, options.design);
  const { recipe } = await client.training.advise({
    model,
    epochs: options.epochs,
    seed: options.seed,
    inputSize: options.inputSize,
    vocabulary: options.vocabulary,
    resize: options.resize,
    padding: options.padding,
    background: options.background,
    width: options.width,
    ...(options.fromScratch ? { method: "scratch" as const } : {}),
    learningRate: options.learningRate,
    batchSize: options.batchSize,
    optimizer: options.optimizer,
    weightDecay: options.weightDecay,
    clipNorm: options.clipNorm,
    averageDecay: options.averageDecay,
    labelSmoothing: options.labelSmoothing,
    augmentation: chosenAugmentation(options),
  });
  return client.training.start({
    name: options.name,
    recipe: {
      ...recipe,
      ...(options.device === undefined ? {} : { device: options.device }),
      fineTuning: {
        ...recipe.fineTuning,
        blocks: options.fineTuneBlocks ?? recipe.fineTuning.blocks,
        epochs: options.fineTuneEpochs ?? recipe.fineTuning.epochs,
        blockRate: options.fineTuneBlockRate ?? recipe.fineTuning.blockRate,
      },
    },
  });
}

/** What was said of augmentation; nothing: as the recipe has it. */
function chosenAugmentation({
  augment,
  augmentPolicy: policy,
}: Pick<TrainOptions, "augment" | "augmentPolicy">): Augmentation | undefined {
  if (augment === undefined && policy === undefined) return undefined;
  const preset = AUGMENTATION_PRESETS[presetOf(augment ?? false)];
  return policy === undefined ? preset : { ...preset, policy };
}

function presetOf(augment: boolean | AugmentationPreset): AugmentationPreset {
  if (typeof augment === "string") return augment;
  return augment ? "light" : "none";
}

async function testImages(client: EngineClient): Promise<number> {
  const { classes } = await client.datasets.summary({});
  return classes.reduce((sum, { bySplit }) => sum + bySplit.test, 0);
}

export function describeTraining({ run, seconds, metrics }: Trained): string {
  const sides = Object.entries(metrics).flatMap(([side, figures]) =>
    figures === null
      ? []
      : [
          `  ${side}: accuracy ${formatShare(figures.accuracy)}, top-5 ${formatShare(figures.top5)}, loss ${figures.loss.toFixed(3)}`,
        ],
  );
  return [`Run ${run}, trained for ${formatSeconds(seconds)}.`, ...sides].join(
    "\n",
  );
}

/** A number that the recipe takes in this place. */
function recipeNumber(
  field: "weightDecay" | "clipNorm" | "averageDecay" | "labelSmoothing",
  value: string,
): number {
  const parsed = RecipeSchema.shape[field].safeParse(
    value.trim() === "" ? Number.NaN : Number(value),
  );
  if (parsed.success) return parsed.data ?? 0;
  throw new InvalidArgumentError(
    parsed.error.issues.map(({ message }) => message).join(" "),
  );
}

/** `trivialaugment`, or `randaugment:operations,magnitude`. */
function parsePolicy(value: string): AugmentationPolicy {
  const [name, numbers] = value.split(":");
  const [operations, magnitude] = numbers?.split(",").map(Number) ?? [];
  const parsed = AugmentationPolicySchema.safeParse({
    name,
    operations,
    magnitude,
  });
  const takesNumbers = numbers === undefined || name === "randaugment";
  if (parsed.success && takesNumbers) return parsed.data;
  throw new InvalidArgumentError(
    `The policies are ${AugmentationPolicySchema.shape.name.options.join(", ")}; randaugment takes 1 to 4 changes and a strength of 0 to 30, as in randaugment:2,9.`,
  );
}

function parsePreset(value: string): AugmentationPreset {
  if (Object.hasOwn(AUGMENTATION_PRESETS, value)) {
    return value as AugmentationPreset;
  }
  throw new InvalidArgumentError(
    `The presets are ${Object.keys(AUGMENTATION_PRESETS).join(", ")}.`,
  );
}
