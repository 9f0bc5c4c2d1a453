import { layerCase, type OpCase } from "./op-case.ts";

/** Windows that tile, overlap, leave pixels over or hang over the edge; ties. */
export const POOLING_CASES: readonly OpCase[] = [
  ...pictures(),
  ...onTheInput(),
  ...sequences(),
  ...whole(),
];

function pictures(): OpCase[] {
  const windows = [
    ["2×2", [6, 4], {}],
    ["2×2, a row left over", [7, 5], {}],
    ["2×2 same, odd size", [5, 7], { padding: "same" }],
    ["3×3 stride 2 same", [7, 6], { poolSize: 3, strides: 2, padding: "same" }],
    ["3×3 stride 2 valid", [8, 7], { poolSize: 3, strides: 2 }],
    ["3×3 stride 1 same", [5, 4], { poolSize: 3, strides: 1, padding: "same" }],
    ["2×3 stride 1×2", [5, 7], { poolSize: [2, 3], strides: [1, 2] }],
    ["2×2 stride 3", [8, 7], { poolSize: 2, strides: 3 }],
    [
      "4×4 same, wider than the picture",
      [3, 3],
      { poolSize: 4, padding: "same" },
    ],
  ] as const;
  return [
    ...(["maxPooling2d", "averagePooling2d"] as const).flatMap((op) =>
      windows.map(([title, size, attributes]) =>
        layerCase(op, title, [...size, 3], attributes),
      ),
    ),
    {
      op: "maxPooling2d",
      title: "maxPooling2d after relu, with ties at zero",
      input: [6, 6, 3],
      build: (net) => {
        net.layer("activation", "relu", { activation: "relu" });
        net.layer("maxPooling2d", "op", { poolSize: 3, strides: 2 });
        net.layer("conv2d", "after", { filters: 3, kernelSize: 2 });
      },
    },
  ];
}

/** Straight on the input, where onnxruntime moves transposes through what the gradient is made of. */
function onTheInput(): OpCase[] {
  return (["maxPooling2d", "averagePooling2d"] as const).flatMap((op) =>
    [2, 3].map((poolSize): OpCase => ({
      op,
      title: `${op} of the input, ${poolSize}×${poolSize}, a row left over`,
      input: [7, 8, 3],
      isFirst: true,
      build: (net) => net.layer(op, "op", { poolSize, strides: 2 }),
    })),
  );
}

function sequences(): OpCase[] {
  const windows = [
    ["2", 6, {}],
    ["2, a step left over", 7, {}],
    ["3 stride 2 same", 8, { poolSize: 3, strides: 2, padding: "same" }],
    ["3 stride 1 valid", 6, { poolSize: 3, strides: 1 }],
    ["2 stride 3", 9, { poolSize: 2, strides: 3 }],
  ] as const;
  return (["maxPooling1d", "averagePooling1d"] as const).flatMap((op) =>
    windows.map(([title, length, attributes]) =>
      layerCase(op, title, [length, 3], attributes),
    ),
  );
}

function whole(): OpCase[] {
  return [
    ...(["globalAveragePooling2d", "globalMaxPooling2d"] as const).flatMap(
      (op) =>
        [false, true].map((keepDims) =>
          layerCase(op, `keepDims ${keepDims}`, [5, 3, 3], { keepDims }),
        ),
    ),
    ...(["globalAveragePooling1d", "globalMaxPooling1d"] as const).flatMap(
      (op) =>
        [false, true].map((keepDims) =>
          layerCase(op, `keepDims ${keepDims}`, [5, 3], { keepDims }),
        ),
    ),
    {
      op: "globalMaxPooling2d",
      title: "globalMaxPooling2d of equals, which share the gradient",
      input: [3, 3, 3],
      build: (net) => {
        net.layer("upSampling2d", "twice", { size: [2, 1] });
        net.layer("globalMaxPooling2d", "op", {});
      },
    },
  ];
}
