import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { trainNetwork } from "#engine/training/train-network.ts";
import {
  KILLED_RECIPE,
  syntheticPictures,
  syntheticSet,
  tinyBackbone,
} from "./synthetic-run.ts";

// A training process to be killed: node train-child.ts <project directory>. Says each epoch on a line of standard output.
const [projectDirectory] = process.argv.slice(2);
if (projectDirectory === undefined) throw new Error("Give a directory.");

await trainNetwork({
  projectDirectory,
  runId: "run",
  recipe: KILLED_RECIPE,
  set: syntheticSet(),
  start: tinyBackbone(),
  pictures: syntheticPictures(),
  executor: createOnnxExecutor({ threads: 1 }),
  control: UNCONTROLLED,
  events: {
    onEpoch: ({ epoch }) => process.stdout.write(`epoch ${epoch}\n`),
  },
});
