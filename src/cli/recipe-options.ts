import { InvalidArgumentError, Option, type Command } from "commander";

import { RecipeSchema, type Recipe } from "#api/recipe.ts";
import type { EngineClient } from "#engine/engine.ts";
import {
  addAugmentationOptions,
  chosenAugmentation,
  type AugmentationOptions,
} from "./augmentation-options.ts";
import {
  colour,
  integer,
  positiveInteger,
  positiveNumber,
  positiveShare,
} from "./option-values.ts";

/** How a network is trained; what is left out is advised for the data set. */
export interface RecipeOptions extends AugmentationOptions {
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
  readonly device?: string;
}

export function addRecipeOptions(command: Command): Command {
  const described = command
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
    );
  return addAugmentationOptions(described);
}

/** The advised recipe of a model with what was chosen of it. */
export async function chosenRecipe(
  client: EngineClient,
  model: string,
  options: RecipeOptions,
): Promise<Recipe> {
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
  return {
    ...recipe,
    ...(options.device === undefined ? {} : { device: options.device }),
    fineTuning: {
      ...recipe.fineTuning,
      blocks: options.fineTuneBlocks ?? recipe.fineTuning.blocks,
      epochs: options.fineTuneEpochs ?? recipe.fineTuning.epochs,
      blockRate: options.fineTuneBlockRate ?? recipe.fineTuning.blockRate,
    },
  };
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
