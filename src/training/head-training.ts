import { StudioError } from "#engine/base/errors.ts";
import { HEAD_LAYERS } from "#engine/graph/with-head.ts";
import type { LearningContext, LearningPhase } from "./learning-context.ts";
import { stepsPerEpoch } from "./learning-context.ts";
import {
  frozenPart,
  openCachedInputs,
  weightsOfLayers,
} from "./cached-inputs.ts";
import { featureSpread } from "./feature-spread.ts";
import { freezeBoundary } from "./freeze-boundary.ts";
import type { OpenPhase, PhaseRequest } from "./phase-request.ts";
import { cosineSchedule } from "./schedules.ts";

/** Spread of MobileNetV2's features, for which learning rates are usually meant. */
const USUAL_SPREAD = 0.5;

/** A power of two, so that scaling there and back changes no bit, that brings the spread near the usual one. */
function inputScaleFor(spread: number): number {
  return spread === 0 ? 1 : 2 ** Math.round(Math.log2(USUAL_SPREAD / spread));
}

/** The fresh head learns on cached features of the frozen network; the learning rate falls along half a cosine. */
export async function openHeadTraining(
  request: PhaseRequest,
  context: LearningContext,
): Promise<OpenPhase> {
  const { network } = request;
  const boundary = freezeBoundary(network.graph, network.headLayers);
  if (boundary === undefined) {
    throw new StudioError(
      "training/nothing-frozen",
      "A head is trained on top of a frozen network, but this network has no layer below its head. Choose a pretrained backbone, or train from scratch.",
    );
  }
  const frozen = frozenPart(network.graph, network.weights, boundary);
  const inputs = await openCachedInputs({ ...request, ...context, frozen });
  const { recipe, set } = context;
  const phase: LearningPhase = {
    name: "head",
    graph: frozen.head,
    weights: weightsOfLayers(frozen.head, network.weights),
    trainableLayers: network.headLayers,
    batchNormalization: "inference",
    epochs: recipe.epochs,
    schedule: cosineSchedule(
      recipe.learningRate,
      recipe.epochs * stepsPerEpoch(recipe, set),
    ),
    inputs,
    scaled: {
      factor: inputScaleFor(await featureSpread(inputs, set.train)),
      kernel: `${HEAD_LAYERS.scores}/kernel`,
    },
  };
  return { phase, close: () => inputs.close() };
}
