import { readFile } from "node:fs/promises";

import { z } from "zod";

import { RecipeSchema } from "#api/recipe.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { InputPreprocessing } from "#engine/graph/text-preprocessing.ts";
import {
  readSafetensors,
  writeSafetensors,
} from "#engine/models/weights/safetensors.ts";
import {
  writeFileAtomically,
  writeJsonAtomically,
} from "#engine/storage/atomic-file.ts";
import { runPaths } from "#engine/storage/project-paths.ts";

/**
 * What a run is made of, written to config.json at its start: with best.safetensors it is everything that predicting, explaining and
 * exporting need, whatever happens to the model that the run started from.
 */
export interface RunConfig {
  readonly version: 1;
  readonly recipe: z.infer<typeof RecipeSchema>;
  /** In the order of the network's outputs. */
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly modelName: string;
  /** The whole network, from the picture to the probabilities. */
  readonly graph: LayerGraph;
  readonly preprocessing: InputPreprocessing;
  /** Of the weights at the start; a run goes on only from the same. */
  readonly startingWeightsHash: string;
  /** Pictures per side, to see whether a run can still go on. */
  readonly samplesHash: string;
}

/** A trained network. */
export interface TrainedRun {
  readonly config: RunConfig;
  readonly weights: TensorMap;
}

const ConfigSchema = z.object({
  version: z.literal(1),
  recipe: RecipeSchema,
  classes: z.array(z.object({ id: z.number().int(), name: z.string() })),
  modelName: z.string(),
  graph: z.custom<LayerGraph>(isObject),
  preprocessing: z.custom<InputPreprocessing>(isObject),
  startingWeightsHash: z.string(),
  samplesHash: z.string(),
});

/** @throws StudioError `storage/…` */
export async function writeRunConfig(
  projectDirectory: string,
  runId: string,
  config: RunConfig,
): Promise<void> {
  await writeJsonAtomically(runPaths(projectDirectory, runId).config, config);
}

/** @throws StudioError `run/unreadable` */
export async function readRunConfig(
  projectDirectory: string,
  runId: string,
): Promise<RunConfig> {
  const path = runPaths(projectDirectory, runId).config;
  try {
    return ConfigSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw new StudioError(
      "run/unreadable",
      `The description of the run should be in ${path}, but it cannot be read. Train again, or restore the file from a backup.`,
      { cause },
    );
  }
}

/** The weights of the whole network that were best. @throws StudioError `storage/…` */
export async function writeBestWeights(
  projectDirectory: string,
  runId: string,
  weights: TensorMap,
): Promise<void> {
  const path = runPaths(projectDirectory, runId).best;
  await writeFileAtomically(path, writeSafetensors(weights));
}

/**
 * A finished run, ready to be used.
 * @throws StudioError `run/unreadable`, `run/not-trained`, `weights/damaged`
 */
export async function readTrainedRun(
  projectDirectory: string,
  runId: string,
): Promise<TrainedRun> {
  const config = await readRunConfig(projectDirectory, runId);
  const path = runPaths(projectDirectory, runId).best;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new StudioError(
      "run/not-trained",
      "The run should have trained weights, but it has none yet. Wait until its training ends, resume it, or stop it and keep the best.",
      { cause },
    );
  });
  return { config, weights: readSafetensors(bytes).tensors };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
