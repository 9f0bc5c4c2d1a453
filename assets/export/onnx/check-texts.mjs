// Checks the model on samples/: npm install onnxruntime-node; node check.mjs
// On text files of your own: node check.mjs note.txt
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { checkAnswers, readJson } from "./check-samples.mjs";
import { createTokenizer } from "./tokens.mjs";

const session = await InferenceSession.create(
  join(import.meta.dirname, "model.onnx"),
);
const spec = await readJson("preprocessing.json");
const tokenize = createTokenizer(spec, await readJson("vocabulary.json"));

await checkAnswers(async (path) => {
  const row = tokenize(await readFile(path, "utf8"));
  const tokens = new Tensor("int32", row, [1, spec.length]);
  const { probabilities } = await session.run({ tokens });
  return probabilities.data;
});
