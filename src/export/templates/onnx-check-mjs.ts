import { CHECK_COMPARISON_JS, CHECK_PICTURE_JS } from "./check-comparison.ts";

/** `check.mjs` beside an ONNX model. */
export const ONNX_CHECK_MJS = `// Checks the model on samples/: npm install onnxruntime-node sharp; node check.mjs
// On pictures of your own: node check.mjs photo.jpg
import { InferenceSession, Tensor } from "onnxruntime-node";
${CHECK_PICTURE_JS.trimStart()}
const session = await InferenceSession.create(join(directory, "model.onnx"));

async function probabilitiesOf(path) {
  const { data, width, height } = await decode(path);
  const picture = new Tensor("uint8", new Uint8Array(data), [1, height, width, 3]);
  const { probabilities } = await session.run({ picture });
  return probabilities.data;
}
${CHECK_COMPARISON_JS}`;
