import { isKernel, type WeightRole } from "#engine/graph/weights.ts";

/**
 * What turns gradients into changed weights, with Keras's formulas and defaults, the same in every executor.
 *
 * SGD with (Nesterov) momentum: Ilya Sutskever, James Martens, George Dahl, Geoffrey Hinton, On the importance of
 * initialization and momentum in deep learning, 2013, https://proceedings.mlr.press/v28/sutskever13.html. Adam: Diederik Kingma,
 * Jimmy Ba, 2014, https://arxiv.org/abs/1412.6980, with ε beside the uncorrected √v (the paper's ε̂). AdamW, Adam with weight
 * decay apart from the gradient: Ilya Loshchilov, Frank Hutter, Decoupled weight decay regularization, 2017,
 * https://arxiv.org/abs/1711.05101.
 */
export type OptimizerSpec =
  | {
      readonly kind: "sgd";
      /** 0 to 1 */ readonly momentum: number;
      readonly nesterov?: boolean;
    }
  | AdamSpec;

export interface AdamSpec {
  /** `adamw` is `adam` whose weights decay unless the request says otherwise. */
  readonly kind: "adam" | "adamw";
  /** 0.9 */ readonly beta1?: number;
  /** 0.999 */ readonly beta2?: number;
  /** 1e-7, Keras's */ readonly epsilon?: number;
}

/** Keras's AdamW. */
const ADAMW_DECAY = 0.004;

/** Weight decay where a request says nothing: 0.004 for AdamW, 0 for the others. */
export function defaultWeightDecay({ kind }: OptimizerSpec): number {
  return kind === "adamw" ? ADAMW_DECAY : 0;
}

/**
 * Whether weight decay acts on a weight: on kernels of every kind and tables of embeddings, and on nothing that shifts or scales
 * (biases, γ, β) or is a code.
 * @param name `layer/role`
 */
export function decays(name: string): boolean {
  return isKernel(name.slice(name.lastIndexOf("/") + 1) as WeightRole);
}

/** What an optimizer remembers of every weight, all zero at the start. */
export function slotNames(optimizer: OptimizerSpec): readonly string[] {
  if (optimizer.kind !== "sgd") return ["momentum", "velocity"];
  return optimizer.momentum > 0 ? ["momentum"] : [];
}

/** Adam's constants with defaults filled in. */
export function adamConstants(optimizer: AdamSpec) {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = optimizer;
  return { beta1, beta2, epsilon };
}
