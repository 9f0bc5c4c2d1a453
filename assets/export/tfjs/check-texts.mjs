// Checks the model on samples/: npm install @tensorflow/tfjs; node check.mjs
// On text files of your own: node check.mjs note.txt
import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
import { checkAnswers, readJson } from "./check-samples.mjs";
import { loadModel } from "./load-model.mjs";
import { createTokenizer } from "./tokens.mjs";

const model = await loadModel();
const spec = await readJson("preprocessing.json");
const tokenize = createTokenizer(spec, await readJson("vocabulary.json"));

await checkAnswers(async (path) => {
  const row = tokenize(await readFile(path, "utf8"));
  const tokens = tf.tensor(row, [1, spec.length], "int32");
  const output = model.predict(tokens);
  const probabilities = await output.data();
  tf.dispose([tokens, output]);
  return probabilities;
});
