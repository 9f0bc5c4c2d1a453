import { layerCase, type OpCase } from "./op-case.ts";

const PICTURE = [4, 5, 3];
const SEQUENCE = [5, 3];
const VECTOR = [5];

/** Layers that choose, add or scale channels, cut pictures smaller or drop whole pictures. */
export const CHANNEL_CASES: readonly OpCase[] = [
  ...selecting(),
  ...cutting(),
  ...scaling(),
  ...standardizing(),
  ...droppingPictures(),
];

function selecting(): OpCase[] {
  return [
    layerCase("selectChannels", "turned round, one left out", PICTURE, {
      channels: [3, 2, 0],
    }),
    layerCase("selectChannels", "some several times", PICTURE, {
      channels: [1, 2, 1, 1, 3, 2],
    }),
    layerCase("selectChannels", "of sequences", SEQUENCE, { channels: [0, 3] }),
    layerCase("selectChannels", "of vectors", VECTOR, {
      channels: [5, 0, 1, 2, 5],
    }),
    {
      op: "selectChannels",
      title: "selectChannels as in C3 of LeNet-5: maps that see parts",
      input: PICTURE,
      build: (net) => {
        const maps = [
          [0, 1, 2],
          [1, 2, 3],
          [3, 0],
        ].map((channels, i) => {
          const part = net.layer(
            "selectChannels",
            `part${i}`,
            { channels },
            "before",
          );
          return net.layer(
            "conv2d",
            `map${i}`,
            { filters: 1, kernelSize: 3 },
            part,
          );
        });
        net.layer("concatenate", "op", {}, maps);
      },
    },
    layerCase("padChannels", "both sides", PICTURE, { padding: [1, 2] }),
    layerCase("padChannels", "of sequences", SEQUENCE, { padding: [0, 3] }),
    layerCase("padChannels", "of vectors", VECTOR, { padding: [2, 0] }),
    {
      op: "padChannels",
      title: "padChannels in a shortcut of type A",
      input: [6, 5, 3],
      build: (net) => {
        const main = net.layer("conv2d", "main", {
          filters: 8,
          kernelSize: 3,
          strides: 2,
          padding: "same",
        });
        net.layer(
          "maxPooling2d",
          "sampled",
          { poolSize: 1, strides: 2 },
          "before",
        );
        const shortcut = net.layer("padChannels", "op", { padding: [2, 2] });
        net.layer("add", "sum", {}, [main, shortcut]);
        net.layer("activation", "relu", { activation: "relu" });
      },
    },
  ];
}

function cutting(): OpCase[] {
  return [
    layerCase("cropping2d", "unequal sides", [5, 6, 3], {
      cropping: [
        [1, 0],
        [2, 1],
      ],
    }),
    {
      op: "cropping2d",
      title: "cropping2d of the input, behind zeros",
      input: [4, 5, 3],
      isFirst: true,
      build: (net) => {
        net.layer("zeroPadding2d", "padded", {
          padding: [
            [0, 1],
            [0, 1],
          ],
        });
        net.layer("cropping2d", "op", {
          cropping: [
            [1, 0],
            [1, 0],
          ],
        });
        net.layer("averagePooling2d", "after", {});
      },
    },
  ];
}

function scaling(): OpCase[] {
  return [
    ...[PICTURE, SEQUENCE, VECTOR].map((input) =>
      layerCase("layerScale", `of [${input.join(", ")}]`, input, {}),
    ),
    {
      op: "layerScale",
      title: "layerScale at the end of a residual branch of ConvNeXt",
      input: PICTURE,
      build: (net) => {
        net.layer("depthwiseConv2d", "wide", {
          kernelSize: 3,
          padding: "same",
        });
        net.layer("layerNormalization", "normalized", { epsilon: 1e-6 });
        net.layer("dense", "expanded", { units: 9, activation: "gelu" });
        net.layer("dense", "projected", { units: 4 });
        const scaled = net.layer("layerScale", "op", {});
        net.layer("add", "sum", {}, ["before", scaled]);
      },
    },
  ];
}

function standardizing(): OpCase[] {
  return [
    layerCase("rescaling", "by one number", PICTURE, { scale: 1 / 127.5 }),
    layerCase("rescaling", "by numbers for each channel", PICTURE, {
      scale: [0.5, 2, -1, 4],
      offset: [1, 0, -0.5, 2],
    }),
    layerCase("rescaling", "of sequences, an offset alone", SEQUENCE, {
      scale: 1,
      offset: [1, 2, 3, -1],
    }),
    layerCase("rescaling", "of vectors", VECTOR, {
      scale: [1, 2, 3, 4, 5, -6],
      offset: -1,
    }),
    ...[PICTURE, SEQUENCE, VECTOR].map((input) =>
      layerCase("normalization", `of [${input.join(", ")}]`, input, {}),
    ),
    {
      op: "normalization",
      title: "normalization of pictures as EfficientNet has it",
      input: [6, 6, 3],
      isFirst: true,
      build: (net) => {
        net.layer("rescaling", "rescaled", { scale: 1 / 255 });
        net.layer("normalization", "op", {});
        net.layer("rescaling", "again", { scale: [2.1, 2.2, 2.3] });
        net.layer("zeroPadding2d", "pad", {
          padding: [
            [0, 1],
            [0, 1],
          ],
        });
        net.layer("conv2d", "stem", { filters: 4, kernelSize: 3, strides: 2 });
        net.layer("batchNormalization", "norm", {});
      },
    },
  ];
}

/** All of a picture or nothing: stochastic depth. */
function droppingPictures(): OpCase[] {
  return [
    ...[PICTURE, SEQUENCE, VECTOR].map((input) =>
      layerCase("dropout", `of whole values [${input.join(", ")}]`, input, {
        rate: 0.4,
        perSample: true,
      }),
    ),
    {
      op: "dropout",
      title: "dropout of a residual branch, stochastic depth",
      input: PICTURE,
      build: (net) => {
        net.layer("conv2d", "branch", {
          filters: 8,
          kernelSize: 3,
          padding: "same",
        });
        net.layer("batchNormalization", "norm", {});
        const dropped = net.layer("dropout", "op", {
          rate: 0.5,
          perSample: true,
        });
        const shortcut = net.layer(
          "conv2d",
          "shortcut",
          { filters: 8, kernelSize: 1 },
          "before",
        );
        net.layer("add", "sum", {}, [dropped, shortcut]);
      },
    },
  ];
}
