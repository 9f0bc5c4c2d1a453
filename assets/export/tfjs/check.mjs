// Checks the model on samples/: npm install @tensorflow/tfjs sharp; node check.mjs
// On pictures of your own: node check.mjs photo.jpg
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { checkPictures, decode, readJson, spec } from "./check-pictures.mjs";
import { prepare } from "./preprocess.js";

tf.env().set("PROD", true);
await tf.setBackend("cpu");
const model = await tf.loadLayersModel({ load: readModel });
const shape = [1, ...model.inputs[0].shape.slice(1)];

await checkPictures(async (path) => {
  const input = tf.tensor(prepare(await decode(path), spec), shape);
  const output = model.predict(input);
  const probabilities = await output.data();
  tf.dispose([input, output]);
  return probabilities;
});

/** In a browser tf.loadLayersModel("model.json") does this. */
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
