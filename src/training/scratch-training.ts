import { isAugmented } from "./cached-inputs.ts";
import { stepsPerEpoch, type LearningContext } from "./learning-context.ts";
import { pictureInputs } from "./learning-inputs.ts";
import { openMixing } from "./mixing.ts";
import type { OpenPhase, PhaseRequest } from "./phase-request.ts";
import { cosineSchedule } from "./schedules.ts";

/** At most this many steps, and at most a twentieth of all, of a rising learning rate. */
const MAX_WARM_UP_STEPS = 500;

/** All layers learn from fresh weights on pictures that are augmented anew each epoch, batch normalization on batch statistics. */
export function openScratchTraining(
  request: PhaseRequest,
  context: LearningContext,
): OpenPhase {
  const { network } = request;
  const { recipe, set } = context;
  const totalSteps = recipe.epochs * stepsPerEpoch(recipe, set);
  return {
    phase: {
      name: "scratch",
      graph: network.graph,
      weights: network.weights,
      trainableLayers: network.headLayers,
      batchNormalization: "training",
      epochs: recipe.epochs,
      schedule: cosineSchedule(recipe.learningRate, totalSteps, {
        warmUpSteps: Math.min(MAX_WARM_UP_STEPS, Math.round(totalSteps / 20)),
      }),
      inputs: pictureInputs(request.pictures, {
        augmented: isAugmented(recipe),
        mixing: openMixing(recipe, set.train),
      }),
    },
    close: () => Promise.resolve(),
  };
}
