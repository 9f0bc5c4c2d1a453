/**
 * The arguments of Keras's layers in the order in which they may be given by place (keras.io/api/layers). What a layer does with
 * them is in `keras-ops.ts`: both read the same configuration.
 */
const CONVOLUTION = [
  "filters",
  "kernel_size",
  "strides",
  "padding",
  "data_format",
  "dilation_rate",
] as const;
const POOLING = ["pool_size", "strides", "padding", "data_format"] as const;
const GLOBAL_POOLING = ["data_format", "keepdims"] as const;

export const LAYER_SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  Conv2D: [...CONVOLUTION, "groups", "activation", "use_bias"],
  Conv1D: [...CONVOLUTION, "groups", "activation", "use_bias"],
  SeparableConv2D: [
    ...CONVOLUTION,
    "depth_multiplier",
    "activation",
    "use_bias",
  ],
  DepthwiseConv2D: [
    "kernel_size",
    "strides",
    "padding",
    "depth_multiplier",
    "data_format",
    "dilation_rate",
    "activation",
    "use_bias",
  ],
  Dense: ["units", "activation", "use_bias"],
  Embedding: ["input_dim", "output_dim"],
  MaxPooling2D: POOLING,
  AveragePooling2D: POOLING,
  MaxPooling1D: POOLING,
  AveragePooling1D: POOLING,
  GlobalAveragePooling2D: GLOBAL_POOLING,
  GlobalMaxPooling2D: GLOBAL_POOLING,
  GlobalAveragePooling1D: GLOBAL_POOLING,
  GlobalMaxPooling1D: GLOBAL_POOLING,
  Flatten: ["data_format"],
  Reshape: ["target_shape"],
  Dropout: ["rate", "noise_shape"],
  Activation: ["activation"],
  ReLU: ["max_value", "negative_slope", "threshold"],
  LeakyReLU: ["negative_slope", "alpha"],
  ELU: ["alpha"],
  Softmax: ["axis"],
  BatchNormalization: ["axis", "momentum", "epsilon", "center", "scale"],
  LayerNormalization: ["axis", "epsilon", "center", "scale"],
  Rescaling: ["scale", "offset"],
  UpSampling2D: ["size", "data_format", "interpolation"],
  ZeroPadding2D: ["padding", "data_format"],
  ZeroPadding1D: ["padding"],
  Cropping2D: ["cropping", "data_format"],
  Add: [],
  Multiply: [],
  Concatenate: ["axis"],
};

/** Other names of the same classes, and the functions of the merging layers. */
export const LAYER_ALIASES: Readonly<Record<string, string>> = {
  Convolution1D: "Conv1D",
  Convolution2D: "Conv2D",
  DepthwiseConvolution2D: "DepthwiseConv2D",
  SeparableConvolution2D: "SeparableConv2D",
  MaxPool1D: "MaxPooling1D",
  MaxPool2D: "MaxPooling2D",
  AvgPool1D: "AveragePooling1D",
  AvgPool2D: "AveragePooling2D",
  GlobalAvgPool1D: "GlobalAveragePooling1D",
  GlobalAvgPool2D: "GlobalAveragePooling2D",
  GlobalMaxPool1D: "GlobalMaxPooling1D",
  GlobalMaxPool2D: "GlobalMaxPooling2D",
  add: "Add",
  multiply: "Multiply",
  concatenate: "Concatenate",
};

/** Arguments that every layer takes and that are read by themselves. */
export const INPUT_ARGUMENTS = [
  "input_shape",
  "batch_input_shape",
  "batch_shape",
  "input_length",
] as const;

/** Arguments that say how training starts or is held back, which a design does not keep. */
export function isLeftOut(argument: string): boolean {
  return (
    /_(?:initializer|regularizer|constraint)$/.test(argument) ||
    [
      "trainable",
      "dtype",
      "seed",
      "mask_zero",
      "sparse",
      "noise_shape",
    ].includes(argument)
  );
}
