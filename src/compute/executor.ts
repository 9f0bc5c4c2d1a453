import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { LossSpec } from "./loss-spec.ts";
import type { OptimizerSpec } from "./optimizer-spec.ts";

/**
 * What every engine behind the studio can do: run a network forward with any layer's value tapped, give the
 * gradient of one output with respect to any layer, and take training steps. Implementations: `onnx/`
 * (onnxruntime) and `tfjs/` (TensorFlow.js). Tensors at this border are channels last with Keras weight layouts.
 */
export interface Executor {
  readonly id: "onnx" | "tfjs";
  /** Inference with weights as constants: batch normalization folded, dropout gone. */
  createForward(request: ForwardRequest): Promise<Forward>;
  /** Values and gradients of one layer for a chosen output, for class-activation methods. */
  createGradient(request: GradientRequest): Promise<Gradient>;
  /** A training session; batch normalization and dropout behave as the request says. */
  createTrainer(request: TrainerRequest): Promise<Trainer>;
}

export interface ForwardRequest {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** Layers whose values are returned besides the output; the graph's output is always returned. */
  readonly taps?: readonly string[];
  /** Intra-op threads; default: all physical cores. */
  readonly threads?: number;
}

export interface Forward {
  /**
   * @param input [batch, …graph.input.shape], any batch size
   * @returns layer name → value, the graph's output and every tap
   */
  run(input: Tensor): Promise<ReadonlyMap<string, Tensor>>;
  dispose(): Promise<void>;
}

export interface GradientRequest {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** The layer at which values and gradients are wanted, or the graph input's name. */
  readonly layer: string;
}

export interface Gradient {
  /**
   * Forward, then d score / d layer, where score = Σ outputWeights · value of the score layer. When the graph ends in a
   * softmax, the score is taken before it (on logits), as the Grad-CAM paper does.
   * @param outputWeights [batch, classes]; one-hot to explain a class
   */
  run(
    input: Tensor,
    outputWeights: Tensor,
  ): Promise<{
    readonly output: Tensor;
    readonly activations: Tensor;
    readonly gradients: Tensor;
  }>;
  dispose(): Promise<void>;
}

export interface TrainerRequest {
  /**
   * Ends in softmax (the loss is computed on the scores before it) or in linear scores. The loss of its auxiliary outputs is added with
   * their weights; forward passes and gradients leave these outputs out.
   */
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** Layers that learn. Every other layer is a constant, folded where it can be. */
  readonly trainableLayers: ReadonlySet<string>;
  /**
   * `training`: batch statistics, running averages updated (only in trainable layers; frozen ones always use running averages).
   * `inference`: running averages everywhere; γ and β of trainable layers still learn.
   */
  readonly batchNormalization: "training" | "inference";
  readonly optimizer: OptimizerSpec;
  /** Decoupled weight decay per step, times the weight's learning rate, on kernels only; default 0, and 0.004 for AdamW. */
  readonly weightDecay?: number;
  /** Gradients are scaled down together when their norm, over all weights that learn, is larger; above 0; default: they are not. */
  readonly clipNorm?: number;
  /** Layer → factor of its learning rate, 0 or more; 1 for layers that are not named. */
  readonly rateFactors?: ReadonlyMap<string, number>;
  /**
   * Keeps a moving average of every weight that learns: after each step average · decay + weight · (1 − decay), after the first one
   * the weight itself, as Keras does; 0 to below 1; default: none is kept.
   */
  readonly averageDecay?: number;
  /** Default: cross-entropy of softmax. */
  readonly loss?: LossSpec;
  /** 0 to 1: this share of every label is spread over all classes; default 0. */
  readonly labelSmoothing?: number;
  /** Fixed for the session; a smaller last batch is padded by the caller with pictures of sample weight 0. */
  readonly batchSize: number;
  /** For dropout masks, drawn from (seed, step, layer). */
  readonly seed: number;
  readonly threads?: number;
}

export interface TrainingBatch {
  /** [batchSize, …graph.input.shape] */
  readonly input: Tensor;
  /** [batchSize, classes], rows sum to 1 (one-hot or soft). */
  readonly labels: Tensor;
  /** [batchSize]; class weight × presence. The loss is Σ weight·loss / Σ weight. */
  readonly sampleWeights: Tensor;
  readonly learningRate: number;
}

export interface StepResult {
  /**
   * Mean weighted loss of the batch before the update, natural logarithm. With auxiliary outputs it is what is made smaller, the sum of
   * all losses, as Keras reports it; validation has the output's alone.
   */
  readonly loss: number;
  /** [batchSize, classes], before the update. */
  readonly probabilities: Tensor;
}

/** All that a trainer needs to go on bit for bit. */
export interface TrainerState {
  /** Steps taken. */
  readonly step: number;
  readonly weights: TensorMap;
  /** What the optimizer remembers, by `layer/role/slot`. */
  readonly slots: TensorMap;
  /** Moving averages of the weights that learn, by `layer/role`; absent where the request asks for none. */
  readonly averages?: TensorMap;
}

/**
 * The weights to validate with and to keep: the moving averages where there are some, else the weights as they are. Running averages
 * of batch normalization are always those of the batches.
 */
export function averagedWeights({
  weights,
  averages,
}: TrainerState): TensorMap {
  return averages === undefined ? weights : new Map([...weights, ...averages]);
}

export interface Trainer {
  step(batch: TrainingBatch): Promise<StepResult>;
  /** Every weight of the graph, frozen ones included, as now. */
  getState(): Promise<TrainerState>;
  setState(state: TrainerState): Promise<void>;
  dispose(): Promise<void>;
}
