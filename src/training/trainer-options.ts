import type { Recipe } from "#api/recipe.ts";
import type { TrainerRequest } from "#engine/compute/executor.ts";
import { CROSS_ENTROPY, type LossSpec } from "#engine/compute/loss-spec.ts";
import type { OptimizerSpec } from "#engine/compute/optimizer-spec.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";

/** How a recipe's weights learn: what of a training request does not depend on the phase. */
export function trainerOptions(
  recipe: Recipe,
  graph: LayerGraph,
): Pick<
  TrainerRequest,
  | "optimizer"
  | "weightDecay"
  | "clipNorm"
  | "averageDecay"
  | "loss"
  | "labelSmoothing"
  | "seed"
> {
  const { clipNorm = 0, averageDecay = 0 } = recipe;
  return {
    optimizer: optimizerOf(recipe),
    weightDecay: recipe.weightDecay,
    ...(clipNorm > 0 ? { clipNorm } : {}),
    ...(averageDecay > 0 ? { averageDecay } : {}),
    loss: lossOf(graph),
    labelSmoothing: recipe.labelSmoothing,
    seed: recipe.seed,
  };
}

function optimizerOf({ optimizer }: Recipe): OptimizerSpec {
  return optimizer === "sgd"
    ? { kind: "sgd", momentum: 0.9 }
    : { kind: optimizer };
}

/** The class of rubbish is one unit away: of all codes of ±1, only a near one beats it. */
const RUBBISH_DISTANCE = 1;

/** The loss that suits a network's output layer. */
export function lossOf(graph: LayerGraph): LossSpec {
  const scored = withoutSoftmax(graph).graph;
  const last = scored.layers.find(({ name }) => name === scored.output);
  return last?.op === "euclideanRbf"
    ? { kind: "euclideanRbf", rubbishDistance: RUBBISH_DISTANCE }
    : CROSS_ENTROPY;
}
