import type {
  Activation,
  LayerOp,
  OpAttributes,
} from "#engine/graph/layer-graph.ts";

/** What an attribute of a layer may be; `main` ones are shown in a layer's row, the others behind "more". */
export type LayerField = { readonly isMain?: boolean } & (
  | { readonly kind: "count"; readonly least?: number }
  /** One whole number, or height and width. */
  | { readonly kind: "pair" }
  | {
      readonly kind: "number";
      readonly least?: number;
      readonly below?: number;
    }
  | { readonly kind: "flag" }
  | { readonly kind: "choice"; readonly options: readonly string[] }
  /** A list of whole numbers, of any length or of two. */
  | { readonly kind: "counts"; readonly length?: 2; readonly least?: number }
  /** [[top, bottom], [left, right]] */
  | { readonly kind: "borders" }
  /** A number, or one per channel. */
  | { readonly kind: "numbers" }
);

export interface OpDescription<Op extends LayerOp> {
  /** Class of Keras, or our own name where Keras has no such layer. */
  readonly title: string;
  readonly group: LayerGroup;
  readonly fields: {
    readonly [K in keyof OpAttributes[Op]]-?: LayerField;
  };
  /** Of a layer that is newly added. */
  readonly initial: OpAttributes[Op];
}

export type LayerGroup =
  | "convolution"
  | "pooling"
  | "dense"
  | "normalization"
  | "regularization"
  | "shape"
  | "sequence"
  | "branches";

const ACTIVATIONS = {
  kind: "choice",
  isMain: true,
  options: [
    "linear",
    "relu",
    "relu6",
    "leakyRelu",
    "elu",
    "softplus",
    "sigmoid",
    "hardSigmoid",
    "swish",
    "hardSwish",
    "gelu",
    "tanh",
    "scaledTanh",
    "softmax",
  ] satisfies readonly Activation[],
} as const;
const COUNT = { kind: "count" } as const;
const MAIN_COUNT = { kind: "count", isMain: true } as const;
const PAIR = { kind: "pair" } as const;
const MAIN_PAIR = { kind: "pair", isMain: true } as const;
const FLAG = { kind: "flag" } as const;
const PADDING = {
  kind: "choice",
  isMain: true,
  options: ["valid", "same"],
} as const;
const RATE = { kind: "number", least: 0, below: 1, isMain: true } as const;
const ENDS = { kind: "counts", length: 2, isMain: true, least: 0 } as const;
const POOLING = { poolSize: MAIN_PAIR, strides: MAIN_PAIR, padding: PADDING };
const POOLING_1D = {
  poolSize: MAIN_COUNT,
  strides: MAIN_COUNT,
  padding: PADDING,
};
const KEEP_DIMS = { keepDims: FLAG };
const NORMALIZATION = {
  epsilon: { kind: "number", least: 0 },
  center: FLAG,
  scale: FLAG,
} as const;
const CONVOLUTION = {
  kernelSize: MAIN_PAIR,
  strides: MAIN_PAIR,
  padding: PADDING,
  dilationRate: PAIR,
  useBias: FLAG,
  activation: ACTIVATIONS,
};

/** Every layer that a design can hold: its attributes, and what a new one starts with. */
export const LAYER_FIELDS: {
  readonly [Op in LayerOp]: OpDescription<Op>;
} = {
  conv2d: {
    title: "Conv2D",
    group: "convolution",
    fields: { filters: MAIN_COUNT, ...CONVOLUTION, groups: COUNT },
    initial: {
      filters: 32,
      kernelSize: 3,
      strides: 1,
      padding: "same",
      activation: "relu",
    },
  },
  depthwiseConv2d: {
    title: "DepthwiseConv2D",
    group: "convolution",
    fields: { ...CONVOLUTION, depthMultiplier: COUNT },
    initial: { kernelSize: 3, padding: "same", activation: "relu" },
  },
  separableConv2d: {
    title: "SeparableConv2D",
    group: "convolution",
    fields: { filters: MAIN_COUNT, ...CONVOLUTION, depthMultiplier: COUNT },
    initial: {
      filters: 32,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
    },
  },
  maxPooling2d: {
    title: "MaxPooling2D",
    group: "pooling",
    fields: POOLING,
    initial: { poolSize: 2, strides: 2 },
  },
  averagePooling2d: {
    title: "AveragePooling2D",
    group: "pooling",
    fields: POOLING,
    initial: { poolSize: 2, strides: 2 },
  },
  globalAveragePooling2d: {
    title: "GlobalAveragePooling2D",
    group: "pooling",
    fields: KEEP_DIMS,
    initial: {},
  },
  globalMaxPooling2d: {
    title: "GlobalMaxPooling2D",
    group: "pooling",
    fields: KEEP_DIMS,
    initial: {},
  },
  dense: {
    title: "Dense",
    group: "dense",
    fields: { units: MAIN_COUNT, activation: ACTIVATIONS, useBias: FLAG },
    initial: { units: 64, activation: "relu" },
  },
  flatten: { title: "Flatten", group: "dense", fields: {}, initial: {} },
  euclideanRbf: {
    title: "EuclideanRBF",
    group: "dense",
    fields: { units: MAIN_COUNT, learnsCodes: FLAG },
    initial: { units: 10 },
  },
  activation: {
    title: "Activation",
    group: "normalization",
    fields: {
      activation: ACTIVATIONS,
      negativeSlope: { kind: "number" },
      approximate: FLAG,
    },
    initial: { activation: "relu" },
  },
  batchNormalization: {
    title: "BatchNormalization",
    group: "normalization",
    fields: {
      momentum: { kind: "number", least: 0, below: 1 },
      ...NORMALIZATION,
    },
    initial: {},
  },
  layerNormalization: {
    title: "LayerNormalization",
    group: "normalization",
    fields: NORMALIZATION,
    initial: {},
  },
  localResponseNormalization: {
    title: "LocalResponseNormalization",
    group: "normalization",
    fields: {
      depthRadius: { kind: "count", least: 0, isMain: true },
      bias: { kind: "number", isMain: true },
      alpha: { kind: "number", isMain: true },
      beta: { kind: "number", isMain: true },
    },
    initial: { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 },
  },
  layerScale: {
    title: "LayerScale",
    group: "normalization",
    fields: { initialValue: { kind: "number", isMain: true } },
    initial: {},
  },
  rescaling: {
    title: "Rescaling",
    group: "normalization",
    fields: {
      scale: { kind: "numbers", isMain: true },
      offset: { kind: "numbers", isMain: true },
    },
    initial: { scale: 2, offset: -1 },
  },
  normalization: {
    title: "Normalization",
    group: "normalization",
    fields: {},
    initial: {},
  },
  dropout: {
    title: "Dropout",
    group: "regularization",
    fields: { rate: RATE, perSample: FLAG },
    initial: { rate: 0.5 },
  },
  zeroPadding2d: {
    title: "ZeroPadding2D",
    group: "shape",
    fields: { padding: { kind: "borders", isMain: true } },
    initial: {
      padding: [
        [1, 1],
        [1, 1],
      ],
    },
  },
  cropping2d: {
    title: "Cropping2D",
    group: "shape",
    fields: { cropping: { kind: "borders", isMain: true } },
    initial: {
      cropping: [
        [1, 1],
        [1, 1],
      ],
    },
  },
  upSampling2d: {
    title: "UpSampling2D",
    group: "shape",
    fields: {
      size: MAIN_PAIR,
      interpolation: {
        kind: "choice",
        isMain: true,
        options: ["nearest", "bilinear"],
      },
    },
    initial: { size: 2 },
  },
  reshape: {
    title: "Reshape",
    group: "shape",
    fields: { targetShape: { kind: "counts", isMain: true, least: -1 } },
    initial: { targetShape: [-1] },
  },
  selectChannels: {
    title: "SelectChannels",
    group: "shape",
    fields: { channels: { kind: "counts", isMain: true, least: 0 } },
    initial: { channels: [0] },
  },
  padChannels: {
    title: "PadChannels",
    group: "shape",
    fields: { padding: ENDS },
    initial: { padding: [1, 1] },
  },
  embedding: {
    title: "Embedding",
    group: "sequence",
    fields: { inputDim: MAIN_COUNT, outputDim: MAIN_COUNT },
    initial: { inputDim: 10_000, outputDim: 32 },
  },
  conv1d: {
    title: "Conv1D",
    group: "sequence",
    fields: {
      filters: MAIN_COUNT,
      kernelSize: MAIN_COUNT,
      strides: MAIN_COUNT,
      padding: { ...PADDING, options: ["valid", "same", "causal"] },
      activation: ACTIVATIONS,
      dilationRate: COUNT,
      groups: COUNT,
      useBias: FLAG,
    },
    initial: { filters: 64, kernelSize: 5, activation: "relu" },
  },
  maxPooling1d: {
    title: "MaxPooling1D",
    group: "sequence",
    fields: POOLING_1D,
    initial: { poolSize: 2, strides: 2 },
  },
  averagePooling1d: {
    title: "AveragePooling1D",
    group: "sequence",
    fields: POOLING_1D,
    initial: { poolSize: 2, strides: 2 },
  },
  globalAveragePooling1d: {
    title: "GlobalAveragePooling1D",
    group: "sequence",
    fields: KEEP_DIMS,
    initial: {},
  },
  globalMaxPooling1d: {
    title: "GlobalMaxPooling1D",
    group: "sequence",
    fields: KEEP_DIMS,
    initial: {},
  },
  zeroPadding1d: {
    title: "ZeroPadding1D",
    group: "sequence",
    fields: { padding: ENDS },
    initial: { padding: [1, 1] },
  },
  add: { title: "Add", group: "branches", fields: {}, initial: {} },
  multiply: { title: "Multiply", group: "branches", fields: {}, initial: {} },
  concatenate: {
    title: "Concatenate",
    group: "branches",
    fields: { axis: { kind: "number" } },
    initial: {},
  },
};

/** The attributes of an op with their kinds, untyped by op: for what walks over all of them. */
export function fieldsOf(op: LayerOp): [string, LayerField][] {
  return Object.entries(LAYER_FIELDS[op].fields) as [string, LayerField][];
}
