/**
 * The one description of a network: a list of layers whose ops, attribute names, defaults and weight
 * layouts are those of Keras (keras.io/api/layers), channels last. Pure data, so it can be stored as JSON,
 * counted, drawn, and translated to every executor and export format.
 */

/** `same` and `valid` as in Keras (TensorFlow's rule: the odd padding pixel goes to the end). */
export type Padding = "valid" | "same";

/** `causal`: zeros only before the sequence, so that no output sees what comes later (1-D convolution). */
export type Padding1d = Padding | "causal";

/** Height and width, in that order; a single number means both. */
export type Pair = number | readonly [number, number];

/**
 * Keras's activations. `hardSigmoid` is Keras 3's relu6(x + 3) / 6, and `hardSwish` x times it (Howard et al., Searching for
 * MobileNetV3, 2019, arxiv.org/abs/1905.02244). `scaledTanh` is 1.7159 tanh(2x/3) of LeNet-5 (LeCun et al. 1998, appendix A).
 * Softmax is over the last axis.
 */
export type Activation =
  | "linear"
  | "relu"
  | "relu6"
  | "leakyRelu"
  | "elu"
  | "softplus"
  | "sigmoid"
  | "hardSigmoid"
  | "swish"
  | "hardSwish"
  | "gelu"
  | "tanh"
  | "scaledTanh"
  | "softmax";

/** Op name → its attributes. Optional attributes have Keras's default, named in the comment. */
export interface OpAttributes {
  conv2d: {
    filters: number;
    kernelSize: Pair;
    /** 1 */ strides?: Pair;
    /** valid */ padding?: Padding;
    /** 1 */ dilationRate?: Pair;
    /** 1 */ groups?: number;
    /** true */ useBias?: boolean;
    /** linear */ activation?: Activation;
  };
  depthwiseConv2d: {
    kernelSize: Pair;
    /** 1 */ strides?: Pair;
    /** valid */ padding?: Padding;
    /** 1 */ dilationRate?: Pair;
    /** 1 */ depthMultiplier?: number;
    /** true */ useBias?: boolean;
    /** linear */ activation?: Activation;
  };
  /** A depthwise convolution and a 1×1 convolution behind it, with nothing between. */
  separableConv2d: {
    filters: number;
    kernelSize: Pair;
    /** 1 */ strides?: Pair;
    /** valid */ padding?: Padding;
    /** 1 */ dilationRate?: Pair;
    /** 1 */ depthMultiplier?: number;
    /** true */ useBias?: boolean;
    /** linear */ activation?: Activation;
  };
  conv1d: {
    filters: number;
    kernelSize: number;
    /** 1 */ strides?: number;
    /** valid */ padding?: Padding1d;
    /** 1 */ dilationRate?: number;
    /** 1 */ groups?: number;
    /** true */ useBias?: boolean;
    /** linear */ activation?: Activation;
  };
  dense: {
    units: number;
    /** true */ useBias?: boolean;
    /** linear */ activation?: Activation;
  };
  batchNormalization: {
    /** 0.99 */ momentum?: number;
    /** 0.001 */ epsilon?: number;
    /** true: β is there */ center?: boolean;
    /** true: γ is there */ scale?: boolean;
  };
  /** Over the last axis; Ba, Kiros, Hinton: Layer Normalization, 2016, arxiv.org/abs/1607.06450. */
  layerNormalization: {
    /** 0.001 */ epsilon?: number;
    /** true: β is there */ center?: boolean;
    /** true: γ is there */ scale?: boolean;
  };
  /**
   * TensorFlow's definition: x / (bias + alpha · Σ x²)^beta, the sum over 2 · depthRadius + 1 channels, alpha not divided by
   * their number. AlexNet (Krizhevsky, Sutskever, Hinton 2012, section 3.3): depthRadius 2, bias 2, alpha 1e-4, beta 0.75.
   */
  localResponseNormalization: {
    /** 5 */ depthRadius?: number;
    /** 1 */ bias?: number;
    /** 1 */ alpha?: number;
    /** 0.5 */ beta?: number;
  };
  activation: {
    activation: Activation;
    /** Of leakyRelu, for negative values: 0.2 */ negativeSlope?: number;
    /** Of gelu, whether the normal distribution is taken by a tanh: false */ approximate?: boolean;
  };
  maxPooling2d: {
    /** 2 */ poolSize?: Pair;
    /** poolSize */ strides?: Pair;
    /** valid */ padding?: Padding;
  };
  averagePooling2d: {
    /** 2 */ poolSize?: Pair;
    /** poolSize */ strides?: Pair;
    /** valid */ padding?: Padding;
  };
  /** keepDims: false gives [batch, channels]; true gives [batch, 1, 1, channels]. */
  globalAveragePooling2d: { /** false */ keepDims?: boolean };
  globalMaxPooling2d: { /** false */ keepDims?: boolean };
  maxPooling1d: {
    /** 2 */ poolSize?: number;
    /** poolSize */ strides?: number;
    /** valid */ padding?: Padding;
  };
  averagePooling1d: {
    /** 2 */ poolSize?: number;
    /** poolSize */ strides?: number;
    /** valid */ padding?: Padding;
  };
  /** keepDims: false gives [batch, channels]; true gives [batch, 1, channels]. */
  globalAveragePooling1d: { /** false */ keepDims?: boolean };
  globalMaxPooling1d: { /** false */ keepDims?: boolean };
  upSampling2d: {
    /** Times height and width; 2 */ size?: Pair;
    /** nearest; bilinear takes pixel centres, as Keras does */
    interpolation?: "nearest" | "bilinear";
  };
  zeroPadding1d: { /** [before, after] */ padding: readonly [number, number] };
  zeroPadding2d: {
    /** [[top, bottom], [left, right]] */
    padding: readonly [readonly [number, number], readonly [number, number]];
  };
  /** Cuts rows and columns off the picture: [[top, bottom], [left, right]]. */
  cropping2d: {
    cropping: readonly [readonly [number, number], readonly [number, number]];
  };
  /**
   * Only these channels of the last axis, in this order: what one map of LeNet-5's C3 is connected to (LeCun et al. 1998, table I).
   * Not an op of Keras.
   */
  selectChannels: { /** Numbers from 0. */ channels: readonly number[] };
  /**
   * Channels of zeros before and behind the others: the shortcut of type A (He et al., Deep residual learning for image recognition,
   * 2015, arxiv.org/abs/1512.03385, section 3.3). Not an op of Keras.
   */
  padChannels: { /** [before, after] */ padding: readonly [number, number] };
  /** Times γ, one factor per channel (Touvron et al., Going deeper with image transformers, 2021, arxiv.org/abs/2103.17239). */
  layerScale: { /** What γ is at the start: 1e-6 */ initialValue?: number };
  /** x · scale + offset, numbers that are written down, not learned; one per channel where they are lists. */
  rescaling: {
    scale: number | readonly number[];
    /** 0 */ offset?: number | readonly number[];
  };
  /** (x − mean) / max(√variance, 1e-7) per channel, by statistics of the training data that came with the weights. */
  normalization: Record<string, never>;
  /**
   * Scores −Σ_j (x_j − w_ij)² of features for the code w_i of each class: the output layer of LeNet-5 with the sign turned, so that the
   * largest score is the answer (LeCun et al., Gradient-based learning applied to document recognition, 1998, section II.B). Not an
   * op of Keras. The codes are ±1 at the start.
   */
  euclideanRbf: {
    units: number;
    /** false: the codes stay as they are */ learnsCodes?: boolean;
  };
  flatten: Record<string, never>;
  /** In channels-last order; one extent may be -1: what is left over. */
  reshape: { targetShape: readonly number[] };
  /** Whole numbers [length], given as float32 → [length, outputDim]. */
  embedding: {
    /** Rows of the table; an index is at least 0 and less than this. */
    inputDim: number;
    outputDim: number;
  };
  dropout: {
    /** Share of units dropped, 0 to 1. */ rate: number;
    /**
     * false; true drops all of a picture's units or none: in a residual branch this is stochastic depth (Huang et al., Deep
     * networks with stochastic depth, 2016, arxiv.org/abs/1603.09382), Keras's noise_shape (None, 1, 1, 1)
     */
    perSample?: boolean;
  };
  add: Record<string, never>;
  /** Extents of 1 are spread over the others' extent: [1, 1, channels] gates every pixel of [height, width, channels]. */
  multiply: Record<string, never>;
  concatenate: { /** -1, the channels */ axis?: number };
}

export type LayerOp = keyof OpAttributes;

export type LayerNode = {
  [Op in LayerOp]: {
    /** Unique in the graph; the first part of its weights' names. */
    readonly name: string;
    readonly op: Op;
    /** Names of the layers, or of the graph input, that feed this one. */
    readonly inputs: readonly string[];
    readonly attributes: Readonly<OpAttributes[Op]>;
  };
}[LayerOp];

export interface GraphInput {
  readonly name: string;
  /** Without the batch: [height, width, channels] for a picture, [length, channels] for a sequence, [features] for a vector. */
  readonly shape: readonly number[];
}

export interface LayerGraph {
  readonly name: string;
  readonly input: GraphInput;
  /** In topological order. */
  readonly layers: readonly LayerNode[];
  /** Name of the layer whose value is the network's answer. */
  readonly output: string;
  /**
   * Further classifiers that only training has, such as the two of GoogLeNet: their loss is added with a weight. What is used
   * after training is the graph without them (`withoutAuxiliaryOutputs`).
   */
  readonly auxiliaryOutputs?: readonly AuxiliaryOutput[];
}

export interface AuxiliaryOutput {
  /** Name of the layer whose value answers too; one value per class, as the output has. */
  readonly layer: string;
  /** Factor on its loss, above 0. */
  readonly lossWeight: number;
}
