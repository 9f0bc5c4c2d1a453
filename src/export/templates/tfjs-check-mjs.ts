import { CHECK_COMPARISON_JS, CHECK_PICTURE_JS } from "./check-comparison.ts";

/** `check.mjs` beside a TensorFlow.js model. */
export const TFJS_CHECK_MJS = `// Checks the model on samples/: npm install @tensorflow/tfjs sharp; node check.mjs
// On pictures of your own: node check.mjs photo.jpg
import * as tf from "@tensorflow/tfjs";
import { prepare } from "./preprocess.js";
${CHECK_PICTURE_JS.trimStart()}
tf.env().set("PROD", true);
await tf.setBackend("cpu");
const model = await tf.loadLayersModel({ load: readModel });

/** In a browser tf.loadLayersModel("model.json") does this. */
async function readModel() {
  const { modelTopology, weightsManifest } = await readJson("model.json");
  const shards = [];
  for (const { paths } of weightsManifest) {
    for (const path of paths) shards.push(await readFile(join(directory, path)));
  }
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return { modelTopology, weightSpecs, weightData: new Uint8Array(Buffer.concat(shards)).buffer };
}

async function probabilitiesOf(path) {
  const input = tf.tensor(prepare(await decode(path), spec), [1, ...model.inputs[0].shape.slice(1)]);
  const output = model.predict(input);
  const probabilities = await output.data();
  tf.dispose([input, output]);
  return probabilities;
}
${CHECK_COMPARISON_JS}`;
