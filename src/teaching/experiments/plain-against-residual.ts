import { countParameters } from "#engine/graph/parameters.ts";
import {
  plainCifar,
  resNetCifar,
} from "#engine/models/classic/resnet-cifar.ts";
import { drawDigits } from "#engine/teaching/labelled-pictures.ts";
import { learn } from "#engine/teaching/learn.ts";
import type { Experiment, ExperimentRow } from "./experiment.ts";
import { percent } from "./percent.ts";

const CLASSES = 10;
const OPTIONS = { inputSize: 16, classes: CLASSES, channels: 1, width: 0.5 };
const STEPS_PER_MINUTE = 120;

const NETWORKS = [
  { network: "Plain, 20 layers", build: plainCifar(20) },
  { network: "Plain, 56 layers", build: plainCifar(56) },
  { network: "Residual, 20 layers", build: resNetCifar(20) },
  { network: "Residual, 56 layers", build: resNetCifar(56) },
] as const;

/**
 * The networks for CIFAR-10 with and without shortcuts, half as wide, on digits of 16 pixels: a deeper plain network has the larger
 * training error, which is no overfitting; with shortcuts depth does no harm. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun:
 * Deep Residual Learning for Image Recognition, 2015, https://arxiv.org/abs/1512.03385, figures 1 and 6.
 */
export const plainAgainstResidual: Experiment = {
  title: "A plain against a residual deep network",
  question:
    "Does a deeper network learn better, and what do shortcuts change about it?",
  paper: "https://arxiv.org/abs/1512.03385",
  async run({ executor, minutes, seed, onProgress, signal }) {
    const look = { size: OPTIONS.inputSize, extent: 0.75, seed, first: 0 };
    const set = drawDigits(1000, look);
    const steps = Math.max(1, Math.round(STEPS_PER_MINUTE * minutes));
    const rows: ExperimentRow[] = [];
    for (const { network, build } of NETWORKS) {
      const graph = build(OPTIONS);
      const { trainingError, seconds } = await learn({
        executor,
        graph,
        kernels: "he-normal",
        set,
        classCount: CLASSES,
        steps,
        batchSize: 32,
        optimizer: { kind: "sgd", momentum: 0.9 },
        learningRate: 0.05,
        seed,
        onStep: (step) => onProgress?.({ network, step, steps }),
        signal,
      });
      const { trainable } = countParameters(graph);
      const shares = [trainingError];
      rows.push({ network, parameters: trainable, shares, seconds });
    }
    const [plain20, plain56, residual20, residual56] = rows.map(({ shares }) =>
      percent(shares[0]),
    );
    return {
      columns: ["training error"],
      rows,
      conclusion: `From 20 to 56 layers the training error after ${steps} steps goes from ${plain20} to ${plain56} without shortcuts and from ${residual20} to ${residual56} with them; shortcuts have no parameters.`,
    };
  },
};
