import { describe, expect, it } from "vitest";

import {
  layOutNetwork,
  networkVolumes,
  type DiagramLayer,
} from "#renderer/charts/network-layout.ts";

function layer(
  name: string,
  outputShape: readonly number[],
  parameters = 0,
): DiagramLayer {
  return { name, op: "conv2d", outputShape, parameters };
}

const LENET = [
  layer("c1", [28, 28, 6], 156),
  layer("c1_tanh", [28, 28, 6]),
  layer("s2", [14, 14, 6]),
  layer("c3", [10, 10, 16], 2416),
  layer("s4", [5, 5, 16]),
  layer("c5", [1, 1, 120], 48120),
  layer("f6", [84], 10164),
  layer("output", [10], 850),
];

describe("networkVolumes", () => {
  it("makes one volume of layers in a row with one shape, after the input", () => {
    const volumes = networkVolumes([32, 32, 1], LENET);
    expect(volumes.map(({ shape }) => shape.join("×"))).toEqual([
      "32×32×1",
      "28×28×6",
      "14×14×6",
      "10×10×16",
      "5×5×16",
      "1×1×120",
      "84",
      "10",
    ]);
    expect(volumes[1]).toMatchObject({ layers: [0, 1], parameters: 156 });
  });

  it("loses no parameter", () => {
    const sum = networkVolumes([32, 32, 1], LENET).reduce(
      (total, volume) => total + volume.parameters,
      0,
    );
    expect(sum).toBe(61706);
  });

  it("groups a deep network by its extent in space and shows the most channels", () => {
    const deep = Array.from({ length: 120 }, (_value, index) =>
      layer(
        `layer_${index}`,
        index < 60 ? [28, 28, 16 + (index % 2) * 80] : [14, 14, 32 + index],
        10,
      ),
    );
    const volumes = networkVolumes([28, 28, 3], deep);
    expect(volumes.map(({ shape }) => shape)).toEqual([
      [28, 28, 3],
      [28, 28, 96],
      [14, 14, 151],
    ]);
  });
});

describe("layOutNetwork", () => {
  const drawing = layOutNetwork(networkVolumes([32, 32, 1], LENET));

  it("draws shrinking space as shrinking height and growing channels as growing width", () => {
    const [input, c1, s2, c3] = drawing.boxes;
    expect(s2?.height).toBeLessThan(c1?.height ?? 0);
    expect(c3?.width).toBeGreaterThan(c1?.width ?? 0);
    expect(c1?.width).toBeGreaterThan(input?.width ?? 0);
  });

  it("gives squares whose areas are to each other as the parameters", () => {
    const [, c1, , c3] = drawing.boxes;
    const ratio = ((c3?.parameterSide ?? 0) / (c1?.parameterSide ?? 1)) ** 2;
    expect(ratio).toBeCloseTo(2416 / 156, 6);
  });

  it("keeps every box inside the drawing and off its neighbours", () => {
    let right = 0;
    for (const box of drawing.boxes) {
      expect(box.x).toBeGreaterThanOrEqual(right);
      expect(box.y - box.depth).toBeGreaterThanOrEqual(0);
      right = box.x + box.width + box.depth;
    }
    expect(right).toBeLessThanOrEqual(drawing.width);
  });
});
