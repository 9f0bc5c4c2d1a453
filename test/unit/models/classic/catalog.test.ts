import { describe, expect, it } from "vitest";
import { explainedLayer } from "#engine/explain/picture-layers.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { MODEL_CATALOG, modelEntry } from "#engine/models/catalog.ts";
import { CLASSIC_CATALOG } from "#engine/models/classic/catalog.ts";

describe.each(Object.keys(CLASSIC_CATALOG))("%s", (id) => {
  const entry = modelEntry(id);
  const least = entry.leastInputSize;

  it(`has ${least} pixels as its true least size`, () => {
    const at = (inputSize: number) =>
      entry.build({ ...entry.defaults, inputSize, classes: 3 });
    const [height] = inferShapes(at(least)).get(entry.featureLayer) ?? [];
    // Where nothing is refused, the least size is the one whose last picture is one pixel.
    if (height !== 1) {
      expect(() => at(least - 1)).toThrow(/Use a larger input size/);
    }
    expect(height).toBeLessThanOrEqual(entry.featureLayer === "input" ? 1 : 5);
  });

  it("is explained at its feature layer, where it has pictures of features", () => {
    const explained = () => explainedLayer(entry.build(entry.defaults));
    if (entry.featureLayer === "input") expect(explained).toThrow(/has none/);
    else expect(explained()).toBe(entry.featureLayer);
  });

  it("gives one score per class at any number of classes, gray or colour", () => {
    for (const channels of [1, 3]) {
      const graph = entry.build({ ...entry.defaults, channels, classes: 7 });
      expect(inferShapes(graph).get(graph.output)).toEqual([7]);
      expect(graph.name).toBe(id);
    }
  });
});

describe("the catalog", () => {
  it("says of which functions of Keras the weights fit", () => {
    expect(MODEL_CATALOG["vgg-16"].kerasApplication).toBe("VGG16");
    expect(MODEL_CATALOG["vgg-19"].kerasApplication).toBe("VGG19");
  });
});
