import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  featureBytes,
  frozenPart,
  isAugmented,
  openCachedInputs,
  weightsOfLayers,
} from "./cached-inputs.ts";
import { freezeBoundary } from "./freeze-boundary.ts";
import {
  stepsPerEpoch,
  type LearningContext,
  type LearningPhase,
} from "./learning-context.ts";
import { pictureInputs } from "./learning-inputs.ts";
import { openMixing } from "./mixing.ts";
import type { OpenPhase, PhaseRequest } from "./phase-request.ts";
import { cosineSchedule } from "./schedules.ts";

/** The head and the layers of the upper blocks of what is below it. */
export function fineTunedLayers(
  graph: LayerGraph,
  headLayers: ReadonlySet<string>,
  blocks: number,
): ReadonlySet<string> {
  const upper = bodyBlocks(graph, headLayers)
    .slice(0, blocks)
    .flatMap(({ layers }) => layers);
  return new Set([...headLayers, ...upper]);
}

/**
 * Factors of the learning rate: 1 for the head, `blockRate` for the uppermost block, its square for the one below, because what lower
 * layers see is more general and needs less change. Jeremy Howard, Sebastian Ruder, Universal language model fine-tuning, 2018,
 * https://arxiv.org/abs/1801.06146, section 3.2 (there 1 / 2.6 from layer to layer).
 */
function blockRateFactors(
  graph: LayerGraph,
  headLayers: ReadonlySet<string>,
  blocks: number,
  blockRate: number,
): ReadonlyMap<string, number> {
  return new Map(
    bodyBlocks(graph, headLayers)
      .slice(0, blocks)
      .flatMap(({ layers }, depth) =>
        layers.map((layer) => [layer, blockRate ** (depth + 1)]),
      ),
  );
}

function bodyBlocks(graph: LayerGraph, headLayers: ReadonlySet<string>) {
  return fineTuningBlocks(graph).filter(({ layers }) =>
    layers.every((layer) => !headLayers.has(layer)),
  );
}

/** Share of the steps in which the learning rate rises, so that a fresh optimizer does not shake what was learnt. */
const WARM_UP_SHARE = 0.1;

/**
 * The upper blocks learn together with the head, gently; batch normalization keeps its running averages. What lies below comes from
 * the feature cache where the budget allows it, else it runs as constants in front.
 */
export async function openFineTuning(
  request: PhaseRequest,
  context: LearningContext,
): Promise<OpenPhase> {
  const { network } = request;
  const { recipe, set } = context;
  const { blocks, epochs, learningRate, blockRate = 1 } = recipe.fineTuning;
  const trainableLayers = fineTunedLayers(
    network.graph,
    network.headLayers,
    blocks,
  );
  const totalSteps = epochs * stepsPerEpoch(recipe, set);
  const common = {
    name: "fine-tuning",
    trainableLayers,
    batchNormalization: "inference",
    epochs,
    schedule: cosineSchedule(learningRate, totalSteps, {
      warmUpSteps: Math.round(WARM_UP_SHARE * totalSteps),
    }),
    rateFactors: blockRateFactors(
      network.graph,
      network.headLayers,
      blocks,
      blockRate,
    ),
  } as const;
  const boundary = freezeBoundary(network.graph, trainableLayers);
  const frozen =
    boundary && frozenPart(network.graph, network.weights, boundary);
  if (
    frozen &&
    featureBytes(frozen.shape, set, recipe) <= request.featureBudgetBytes
  ) {
    const inputs = await openCachedInputs({ ...request, ...context, frozen });
    const phase: LearningPhase = {
      ...common,
      graph: frozen.head,
      weights: weightsOfLayers(frozen.head, network.weights),
      inputs,
    };
    return { phase, close: () => inputs.close() };
  }
  const phase: LearningPhase = {
    ...common,
    graph: network.graph,
    weights: network.weights,
    inputs: pictureInputs(request.pictures, {
      augmented: isAugmented(recipe),
      variants: recipe.variants,
      mixing: openMixing(recipe, set.train),
    }),
  };
  return { phase, close: () => Promise.resolve() };
}
