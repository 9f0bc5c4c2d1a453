// How check.mjs opens the model in Node.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { readJson } from "./check-samples.mjs";

/** In a browser tf.loadLayersModel("model.json") does this. */
export async function loadModel() {
  tf.env().set("PROD", true);
  await tf.setBackend("cpu");
  return tf.loadLayersModel({ load: readModel });
}

async function readModel() {
  const { modelTopology, weightsManifest } = await readJson("model.json");
  const shards = [];
  for (const { paths } of weightsManifest) {
    for (const path of paths) {
      shards.push(await readFile(join(import.meta.dirname, path)));
    }
  }
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  return { modelTopology, weightSpecs, weightData };
}
