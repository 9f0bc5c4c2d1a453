import { describe, expect, it } from "vitest";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { cutAt } from "#engine/graph/cut.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import {
  buildModel,
  MODEL_CATALOG,
  modelEntry,
  type ModelId,
} from "#engine/models/catalog.ts";
import {
  describeWeights,
  drawnPictures,
  kerasApplications,
} from "#test/helpers/keras-applications.ts";
import { deviation, drawnWeights } from "#test/helpers/keras-golden.ts";
import { RUNS_EVERY_CASE } from "#test/helpers/more-of-the-same.ts";

const GOLDEN = kerasApplications();

describe("architectures of Keras Applications", () => {
  it("have golden values for every entry that names a function of keras.applications", () => {
    const named = (Object.keys(MODEL_CATALOG) as ModelId[])
      .filter((id) => modelEntry(id).kerasApplication !== undefined)
      .map((id) => [id, modelEntry(id).kerasApplication]);
    const golden = [...GOLDEN].map(([id, { application }]) => [
      id,
      application,
    ]);
    expect(golden.toSorted()).toEqual(named.toSorted());
  });
});

describe.each([...GOLDEN])("%s", (id, golden) => {
  const entry = modelEntry(id);
  // By default each network once, and at every width, since each rounds its channels in its own way.
  const cases = golden.cases.filter(
    ({ width }, index) => RUNS_EVERY_CASE || index === 0 || width !== 1,
  );

  it("has the weights of Keras, each with its name and shape, and as many parameters", () => {
    const graph = buildModel(id);
    expect(graph.input.shape).toEqual([golden.inputSize, golden.inputSize, 3]);
    expect(describeWeights(graph).toSorted()).toEqual(golden.layers.toSorted());
    const { trainable, total } = countParameters(graph);
    expect({ trainable, total }).toEqual(golden.parameters);
  });

  it("takes any number of classes, gray pictures and sides that nothing divides", () => {
    const options = { classes: 7, channels: 1, inputSize: 101 };
    const graph = buildModel(id, options);
    const shapes = inferShapes(graph);
    expect(shapes.get(graph.output)).toEqual([7]);
    expect(shapes.get(entry.featureLayer)).toHaveLength(3);
  });

  it("takes pixels where its preprocessing is inside", () => {
    expect(entry.inputRange === "zero-to-255").toBe(golden.pixels);
  });

  // Both in shares of the mean size of Keras's values.
  it.each(cases)(
    "answers as Keras, $inputSize pixels, width $width: features and scores to 1e-4",
    async ({ inputSize, width, features, scores }) => {
      const whole = buildModel(id, { inputSize, width });
      const { graph } = withoutSoftmax(whole);
      const weights = drawnWeights(graph, golden.gain);
      const pictures = drawnPictures(golden, inputSize);
      // What transfer learning does: the body gives the features, the head scores them.
      const { body, head } = cutAt(graph, entry.featureLayer);
      const picture = await answer(body, weights, pictures);
      expect(deviation(picture, features)).toBeLessThan(1e-4);
      const scored = await answer(head, weights, picture);
      expect(deviation(scored, scores)).toBeLessThan(1e-4);
    },
  );
});

async function answer(
  graph: LayerGraph,
  weights: TensorMap,
  input: Tensor,
): Promise<Tensor> {
  const forward = await createOnnxExecutor().createForward({ graph, weights });
  try {
    const value = (await forward.run(input)).get(graph.output);
    if (value === undefined) throw new Error(`No value of ${graph.output}.`);
    return value;
  } finally {
    await forward.dispose();
  }
}
