// Checks the model on samples/: npm install @tensorflow/tfjs sharp; node check.mjs
// On pictures of your own: node check.mjs photo.jpg
import * as tf from "@tensorflow/tfjs";
import { checkAnswers } from "./check-samples.mjs";
import { decode, spec } from "./decode-picture.mjs";
import { loadModel } from "./load-model.mjs";
import { prepare } from "./preprocess.js";

const model = await loadModel();
const shape = [1, ...model.inputs[0].shape.slice(1)];

await checkAnswers(async (path) => {
  const input = tf.tensor(prepare(await decode(path), spec), shape);
  const output = model.predict(input);
  const probabilities = await output.data();
  tf.dispose([input, output]);
  return probabilities;
});
