import { describe, expect, it } from "vitest";
import { ModelDetailSchema, type LayerSummary } from "#api/models.ts";
import { describeArchitecture } from "#engine/services/model-summary.ts";

/** [layer, maps, side of a map, side of the kernel, stride, padding, activation]: the columns of the course's tables. */
type CourseRow = readonly [
  string,
  number,
  number | null,
  number | null,
  number | null,
  string | null,
  string | null,
];

const LENET_5: readonly CourseRow[] = [
  ["C1", 6, 28, 5, 1, "valid", "tanh"],
  ["S2", 6, 14, 2, 2, "valid", null],
  ["C3", 16, 10, 5, 1, "valid", "tanh"],
  ["S4", 16, 5, 2, 2, "valid", null],
  ["C5", 120, 1, 5, 1, "valid", "tanh"],
  ["F6", 84, null, null, null, null, "tanh"],
  ["output", 10, null, null, null, null, "softmax"],
];

/** With 227 px and valid padding in C1, and with the pooling behind C7: see the remarks of the entry. */
const ALEXNET: readonly CourseRow[] = [
  ["C1", 96, 55, 11, 4, "valid", "relu"],
  ["S2", 96, 27, 3, 2, "valid", null],
  ["C3", 256, 27, 5, 1, "same", "relu"],
  ["S4", 256, 13, 3, 2, "valid", null],
  ["C5", 384, 13, 3, 1, "same", "relu"],
  ["C6", 384, 13, 3, 1, "same", "relu"],
  ["C7", 256, 13, 3, 1, "same", "relu"],
  ["C7_pool", 256, 6, 3, 2, "valid", null],
  ["F8", 4096, null, null, null, null, "relu"],
  ["F9", 4096, null, null, null, null, "relu"],
  ["output", 1000, null, null, null, null, "softmax"],
];

const LENET_5_1998: readonly CourseRow[] = [
  ["C1", 6, 28, 5, 1, "valid", "scaledTanh"],
  ["S2_mean", 6, 14, 2, 2, "valid", null],
  ["S2", 6, 14, 1, 1, "valid", "scaledTanh"],
  ["C3", 16, 10, null, null, null, null],
  ["S4_mean", 16, 5, 2, 2, "valid", null],
  ["S4", 16, 5, 1, 1, "valid", "scaledTanh"],
  ["C5", 120, 1, 5, 1, "valid", "scaledTanh"],
  ["F6", 84, null, null, null, null, "scaledTanh"],
  ["output", 10, null, null, null, null, null],
];

describe.each([
  ["lenet-5", [32, 32, 1], LENET_5],
  ["lenet-5-1998", [32, 32, 1], LENET_5_1998],
  ["alexnet", [227, 227, 3], ALEXNET],
  ["alexnet-grouped", [227, 227, 3], ALEXNET],
])("the table of %s", (id, input, rows) => {
  const model = ModelDetailSchema.parse(describeArchitecture(id));

  it("starts from its input", () => {
    expect(model.inputShape).toEqual(input);
  });

  it.each(rows)("%s: %i maps of %s, window %s at %s", (...wanted) => {
    const layer = model.layers.find(({ name }) => name === wanted[0]);
    expect(layer && courseRow(layer)).toEqual(wanted);
  });

  it("has no other layer with weights or a window", () => {
    const others = model.layers.filter(
      ({ name, row, parameters }) =>
        !rows.some(([known]) => known === name) &&
        !name.startsWith("C3_") &&
        (row.kernel !== null || parameters.total > 0),
    );
    expect(others).toEqual([]);
  });
});

describe("remarks", () => {
  it("explain the two slips of the AlexNet table", () => {
    const remarks = describeArchitecture("alexnet").remarks.join("\n");
    expect(remarks).toMatch(/same padding at stride 4 would give 56×56/);
    expect(remarks).toMatch(/201,838,952 parameters/);
  });

  it("are right: without the pooling behind C7 there would be so many", () => {
    const { layers, parameters } = describeArchitecture("alexnet");
    const before = layers.find(({ name }) => name === "C7")?.outputShape ?? [];
    const after =
      layers.find(({ name }) => name === "C7_pool")?.outputShape ?? [];
    const product = (shape: readonly number[]) =>
      shape.reduce((a, b) => a * b, 1);
    expect(
      parameters.trainable + (product(before) - product(after)) * 4096,
    ).toBe(201_838_952);
  });
});

function courseRow({ name, row }: LayerSummary): CourseRow {
  const side = (pair: readonly number[] | null) => {
    expect(pair?.[0]).toBe(pair?.[1]);
    return pair?.[0] ?? null;
  };
  return [
    name,
    row.maps,
    side(row.size),
    side(row.kernel),
    side(row.stride),
    row.padding,
    row.activation,
  ];
}
