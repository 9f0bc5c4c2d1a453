/**
 * Writes training-steps.json: losses of short runs taken by TensorFlow.js's cpu backend, which needs minutes for them.
 * Run it with the pinned Node: `node test/golden/make-training-steps.ts`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { takeSteps, type ShortRun } from "#test/helpers/training-steps.ts";

const MOBILENET = {
  id: "mobilenet-v2",
  options: { inputSize: 96, width: 0.35 },
};

const RUNS: readonly ShortRun[] = [
  {
    ...MOBILENET,
    training: {
      batchNormalization: "training",
      optimizer: { kind: "sgd", momentum: 0.9 },
    },
    learningRate: 0.01,
    steps: 3,
  },
  {
    ...MOBILENET,
    training: { batchNormalization: "training", optimizer: { kind: "adam" } },
    learningRate: 0.001,
    steps: 3,
  },
];

const reference = createTfjsExecutor({ backend: "cpu" });
const entries: { run: ShortRun; losses: number[] }[] = [];
for (const run of RUNS) {
  const { losses } = await takeSteps(reference, run);
  entries.push({ run, losses });
}
const file = join(import.meta.dirname, "training-steps.json");
writeFileSync(file, `${JSON.stringify(entries, null, 2)}\n`);
