// Checks the model on samples/: npm install onnxruntime-node sharp; node check.mjs
// On pictures of your own: node check.mjs photo.jpg
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { checkAnswers } from "./check-samples.mjs";
import { decode } from "./decode-picture.mjs";

const session = await InferenceSession.create(
  join(import.meta.dirname, "model.onnx"),
);

await checkAnswers(async (path) => {
  const { data, width, height } = await decode(path);
  const pixels = new Uint8Array(data);
  const picture = new Tensor("uint8", pixels, [1, height, width, 3]);
  const { probabilities } = await session.run({ picture });
  return probabilities.data;
});
