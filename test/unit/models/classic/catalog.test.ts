import { describe, expect, it } from "vitest";
import { StudioError } from "#engine/base/errors.ts";
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
    expect(height === 1 || refusalOf(() => at(least - 1))).toBe(
      height === 1 || "graph/input-too-small",
    );
  });

  it("is explained at its feature layer, where it has pictures of features", () => {
    const isExplained = entry.featureLayer !== "input";
    const explained = () => explainedLayer(entry.build(entry.defaults));
    expect(isExplained ? explained() : refusalOf(explained)).toBe(
      isExplained ? entry.featureLayer : "explain/no-picture-layer",
    );
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

function refusalOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return error instanceof StudioError ? error.code : String(error);
  }
}
