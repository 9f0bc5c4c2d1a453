import type {
  AdamSpec,
  OptimizerSpec,
} from "#engine/compute/optimizer-spec.ts";
import { adam } from "./adam.ts";
import type { OptimizerRule } from "./optimizer-rule.ts";
import { sgd } from "./sgd.ts";

/** How each optimizer is written as ONNX nodes. AdamW is Adam on weights that have decayed before. */
export const OPTIMIZER_RULES: {
  readonly sgd: OptimizerRule<Extract<OptimizerSpec, { kind: "sgd" }>>;
  readonly adam: OptimizerRule<AdamSpec>;
  readonly adamw: OptimizerRule<AdamSpec>;
} = { sgd, adam, adamw: adam };
