import { layerCase, type OpCase } from "./op-case.ts";

/** Branches that meet, and layers that move values about. */
export const SHAPING_CASES: readonly OpCase[] = [
  ...branches(),
  ...padding(),
  ...upSampling(),
  ...reshaping(),
  ...embedding(),
];

function branches(): OpCase[] {
  return [
    {
      op: "add",
      title: "add of three branches, one of them twice",
      input: [4, 5, 3],
      build: (net) => {
        const left = net.layer("conv2d", "left", { filters: 4, kernelSize: 1 });
        const right = net.layer(
          "conv2d",
          "right",
          { filters: 4, kernelSize: 3, padding: "same", activation: "relu" },
          "before",
        );
        net.layer("add", "op", {}, [left, right, right]);
      },
    },
    ...[-1, 1, 2].map((axis): OpCase => ({
      op: "concatenate",
      title: `concatenate axis ${axis}`,
      input: [4, 5, 3],
      build: (net) => {
        const left = net.layer("conv2d", "left", { filters: 4, kernelSize: 1 });
        net.layer("concatenate", "op", { axis }, ["before", left, left]);
        net.layer("conv2d", "after", { filters: 2, kernelSize: 2 });
      },
    })),
    {
      op: "concatenate",
      title: "concatenate of vectors",
      input: [5],
      build: (net) => {
        const left = net.layer("dense", "left", { units: 4 });
        net.layer("concatenate", "op", {}, ["before", left]);
      },
    },
    ...[-1, 1].map((axis): OpCase => ({
      op: "concatenate",
      title: `concatenate of sequences, axis ${axis}`,
      input: [5, 3],
      build: (net) => {
        const left = net.layer("conv1d", "left", { filters: 4, kernelSize: 1 });
        net.layer("concatenate", "op", { axis }, ["before", left]);
        net.layer("conv1d", "after", { filters: 2, kernelSize: 2 });
      },
    })),
    {
      op: "multiply",
      title: "multiply of three branches, one of them twice",
      input: [3, 4, 3],
      build: (net) => {
        const left = net.layer("conv2d", "left", { filters: 4, kernelSize: 1 });
        net.layer("multiply", "op", {}, ["before", left, left]);
      },
    },
    {
      op: "multiply",
      title: "multiply by a gate, squeeze-and-excite",
      input: [5, 4, 3],
      build: (net) => {
        net.layer("globalAveragePooling2d", "squeeze", { keepDims: true });
        net.layer("conv2d", "reduce", {
          filters: 2,
          kernelSize: 1,
          activation: "relu",
        });
        const gate = net.layer("conv2d", "gate", {
          filters: 4,
          kernelSize: 1,
          activation: "hardSigmoid",
        });
        net.layer("multiply", "op", {}, ["before", gate]);
      },
    },
    {
      op: "multiply",
      title: "multiply by a gate for all channels of a pixel, given first",
      input: [5, 4, 3],
      build: (net) => {
        const gate = net.layer("conv2d", "gate", {
          filters: 1,
          kernelSize: 1,
          activation: "sigmoid",
        });
        net.layer("multiply", "op", {}, [gate, "before"]);
      },
    },
    {
      op: "multiply",
      title: "multiply of sequences by a gate",
      input: [5, 3],
      build: (net) => {
        const gate = net.layer("globalMaxPooling1d", "gate", {
          keepDims: true,
        });
        net.layer("multiply", "op", {}, ["before", gate]);
      },
    },
    {
      op: "multiply",
      title: "multiply of vectors",
      input: [5],
      build: (net) => {
        const left = net.layer("dense", "left", { units: 6 });
        net.layer("multiply", "op", {}, ["before", left]);
      },
    },
  ];
}

function padding(): OpCase[] {
  return [
    {
      op: "zeroPadding2d",
      title: "zeroPadding2d of the input, where onnxruntime moves transposes",
      input: [3, 4, 3],
      isFirst: true,
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [1, 0],
            [2, 1],
          ],
        });
        net.layer("activation", "after", { activation: "tanh" });
      },
    },
    {
      op: "zeroPadding1d",
      title: "zeroPadding1d of the input",
      input: [4, 3],
      isFirst: true,
      build: (net) => {
        net.layer("zeroPadding1d", "op", { padding: [2, 1] });
        net.layer("activation", "after", { activation: "tanh" });
      },
    },
    {
      op: "zeroPadding2d",
      title: "zeroPadding2d, unequal sides",
      input: [3, 4, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [1, 2],
            [0, 3],
          ],
        });
        net.layer("averagePooling2d", "after", {});
      },
    },
    ...(["maxPooling2d", "averagePooling2d"] as const).map((op): OpCase => ({
      op: "zeroPadding2d",
      title: `zeroPadding2d before ${op}, where its zeros count`,
      input: [4, 4, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [1, 1],
            [1, 1],
          ],
        });
        net.layer(op, "after", { poolSize: 3, strides: 2 });
      },
    })),
    {
      op: "zeroPadding2d",
      title: "zeroPadding2d folded into a convolution",
      input: [4, 4, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [3, 3],
            [3, 3],
          ],
        });
        net.layer("conv2d", "after", { filters: 4, kernelSize: 7, strides: 2 });
      },
    },
    {
      op: "zeroPadding2d",
      title: "zeroPadding2d wider than the kernel behind it",
      input: [3, 3, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [2, 2],
            [2, 2],
          ],
        });
        net.layer("conv2d", "after", { filters: 4, kernelSize: 2 });
      },
    },
    {
      op: "zeroPadding1d",
      title: "zeroPadding1d before a convolution",
      input: [4, 3],
      build: (net) => {
        net.layer("zeroPadding1d", "op", { padding: [2, 1] });
        net.layer("conv1d", "after", { filters: 3, kernelSize: 3 });
      },
    },
    {
      op: "zeroPadding1d",
      title: "zeroPadding1d before averagePooling1d, where its zeros count",
      input: [4, 3],
      build: (net) => {
        net.layer("zeroPadding1d", "op", { padding: [1, 2] });
        net.layer("averagePooling1d", "after", {});
      },
    },
  ];
}

function upSampling(): OpCase[] {
  return (["nearest", "bilinear"] as const).flatMap((interpolation) => [
    layerCase("upSampling2d", `${interpolation}, twice`, [3, 4, 3], {
      interpolation,
    }),
    layerCase("upSampling2d", `${interpolation}, 3×1`, [3, 5, 3], {
      size: [3, 1],
      interpolation,
    }),
    layerCase("upSampling2d", `${interpolation} of one pixel`, [1, 1, 3], {
      size: [2, 4],
      interpolation,
    }),
  ]);
}

function reshaping(): OpCase[] {
  return [
    {
      op: "reshape",
      title: "reshape of the input",
      input: [4, 3],
      isFirst: true,
      build: (net) => {
        net.layer("reshape", "op", { targetShape: [2, 2, 3] });
        net.layer("conv2d", "after", { filters: 3, kernelSize: 2 });
      },
    },
    layerCase("reshape", "picture to sequence", [4, 3, 3], {
      targetShape: [12, 4],
    }),
    {
      op: "reshape",
      title: "reshape of a sequence to a picture",
      input: [6, 3],
      build: (net) => {
        net.layer("reshape", "op", { targetShape: [2, -1, 4] });
        net.layer("conv2d", "after", { filters: 3, kernelSize: 2 });
      },
    },
    {
      op: "reshape",
      title: "reshape of a vector to [1, 1, channels]",
      input: [6],
      build: (net) => {
        net.layer("reshape", "op", { targetShape: [1, 1, -1] });
        net.layer("conv2d", "after", { filters: 3, kernelSize: 1 });
      },
    },
    layerCase("reshape", "other channels", [2, 3, 3], {
      targetShape: [3, 4, 2],
    }),
    layerCase("reshape", "to a vector", [2, 3, 3], { targetShape: [-1] }),
    {
      op: "flatten",
      title: "flatten of sequences keeps channels last",
      input: [3, 2],
      build: (net) => {
        net.layer("flatten", "op", {});
        net.layer("dense", "after", { units: 4, activation: "tanh" });
      },
    },
    {
      op: "flatten",
      title: "flatten keeps channels last",
      input: [3, 2, 3],
      build: (net) => {
        net.layer("flatten", "op", {});
        net.layer("dense", "after", { units: 4, activation: "tanh" });
      },
    },
  ];
}

function embedding(): OpCase[] {
  return [
    {
      op: "embedding",
      title: "embedding with repeated indices",
      input: [6],
      indicesBelow: 5,
      build: (net) =>
        net.layer("embedding", "op", { inputDim: 5, outputDim: 3 }),
    },
    {
      op: "embedding",
      title: "embedding before a convolution and pooling, as for text",
      input: [9],
      indicesBelow: 20,
      build: (net) => {
        net.layer("embedding", "op", { inputDim: 20, outputDim: 4 });
        net.layer("conv1d", "conv", {
          filters: 5,
          kernelSize: 3,
          activation: "relu",
        });
        net.layer("globalMaxPooling1d", "pool", {});
      },
    },
  ];
}
