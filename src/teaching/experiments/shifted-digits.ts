import { createRandom } from "#engine/base/random.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel, modelEntry } from "#engine/models/catalog.ts";
import { drawDigits, shifted } from "#engine/teaching/labelled-pictures.ts";
import { accuracyOn, learn } from "#engine/teaching/learn.ts";
import type {
  DigitSet,
  Experiment,
  ExperimentRequest,
  ExperimentRow,
} from "./experiment.ts";
import { percent } from "./percent.ts";

const NETWORKS = ["fully-connected", "small-convolution"] as const;
const SIZE = 28;
const CLASSES = 10;
/** Pixels. */
const SHIFT = 5;
const STEPS_PER_MINUTE = 600;

/**
 * A fully connected network and a convolutional one of about as many parameters learn digits that stand in the middle and are then
 * shown digits that do not. Why weights are shared: LeCun et al., Gradient-based learning applied to document recognition, 1998,
 * section II.
 */
export const shiftedDigits: Experiment = {
  title: "Fully connected against convolution on shifted digits",
  question:
    "Does a network that has seen digits only in the middle of the picture read them elsewhere?",
  paper: "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf",
  async run(request) {
    const { train, test } = request.digits ?? drawnDigits(request);
    const random = createRandom(request.seed, "shift");
    const tests = [test, shifted(test, SHIFT, random)];
    const rows: ExperimentRow[] = [];
    for (const id of NETWORKS) {
      rows.push(await learnAndTest(id, train, tests, request));
    }
    const [dense = 0, convolution = 0] = rows.map(({ shares }) => shares[1]);
    return {
      columns: ["in the middle", `moved by up to ${SHIFT} pixels`],
      rows,
      conclusion: conclude(dense, convolution),
    };
  },
};

function conclude(dense: number, convolution: number): string {
  const figures = `Of the digits that were moved, the fully connected network reads ${percent(dense)} and the convolutional one, with about as many parameters, ${percent(convolution)}`;
  return convolution > dense
    ? `${figures}: a window that is the same everywhere need not learn a digit anew for every place.`
    : `${figures}: too short a training to tell; give it more minutes.`;
}

/** Small enough that a digit which is moved stays whole. */
function drawnDigits({ minutes, seed }: ExperimentRequest): DigitSet {
  const count = 10 * Math.ceil(Math.min(300, 200 * minutes));
  const look = { size: SIZE, extent: 0.56, seed };
  return {
    train: drawDigits(count, { ...look, first: 0 }),
    test: drawDigits(500, { ...look, first: count }),
  };
}

async function learnAndTest(
  id: (typeof NETWORKS)[number],
  train: DigitSet["train"],
  tests: readonly DigitSet["test"][],
  { executor, minutes, seed, onProgress, signal }: ExperimentRequest,
): Promise<ExperimentRow> {
  const graph = buildModel(id, { inputSize: SIZE, classes: CLASSES });
  const { title, kernels } = modelEntry(id);
  const steps = Math.max(1, Math.round(STEPS_PER_MINUTE * minutes));
  const { weights, seconds } = await learn({
    executor,
    graph,
    kernels,
    set: train,
    classCount: CLASSES,
    steps,
    batchSize: 32,
    optimizer: { kind: "adam" },
    learningRate: 0.002,
    seed,
    onStep: (step) => onProgress?.({ network: title, step, steps }),
    signal,
  });
  const shares: number[] = [];
  for (const test of tests) {
    shares.push(await accuracyOn(executor, graph, weights, test, CLASSES));
  }
  const { trainable } = countParameters(graph);
  return { network: title, parameters: trainable, shares, seconds };
}
