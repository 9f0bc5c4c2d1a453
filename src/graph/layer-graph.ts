/**
 * The one description of a network: a list of layers whose ops, attribute names, defaults and weight
 * layouts are those of Keras (keras.io/api/layers), channels last. Pure data, so it can be stored as JSON,
 * counted, drawn, and translated to every executor and export format.
 */

/** `same` and `valid` as in Keras (TensorFlow's rule: the odd padding pixel goes to the end). */
export type Padding = "valid" | "same";

/** Height and width, in that order; a single number means both. */
export type Pair = number | readonly [number, number];

export type Activation =
  "linear" | "relu" | "relu6" | "sigmoid" | "tanh" | "softmax";

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
  activation: { activation: Activation };
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
  zeroPadding2d: {
    /** [[top, bottom], [left, right]] */
    padding: readonly [readonly [number, number], readonly [number, number]];
  };
  flatten: Record<string, never>;
  dropout: { /** Share of units dropped, 0 to 1. */ rate: number };
  add: Record<string, never>;
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
  /** Without the batch: [height, width, channels] for a picture, [features] for a vector. */
  readonly shape: readonly number[];
}

export interface LayerGraph {
  readonly name: string;
  readonly input: GraphInput;
  /** In topological order. */
  readonly layers: readonly LayerNode[];
  /** Name of the layer whose value is the network's answer. */
  readonly output: string;
}
