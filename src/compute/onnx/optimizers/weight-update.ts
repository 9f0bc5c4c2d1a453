import type { TrainerRequest } from "#engine/compute/executor.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import {
  defaultWeightDecay,
  type OptimizerSpec,
} from "#engine/compute/optimizer-spec.ts";
import type { OptimizerRule } from "./optimizer-rule.ts";
import { OPTIMIZER_RULES } from "./rules.ts";

/** What weights that are updated alike share. */
export interface UpdateGroup {
  /** Whether weight decay acts on them. */
  readonly decays: boolean;
  /** Of their learning rate. */
  readonly rateFactor: number;
}

/** ONNX values of one shape, before and after a step. */
export interface UpdatedValues {
  readonly weight: string;
  /** Slot name → ONNX value. */
  readonly slots: Readonly<Record<string, string>>;
  /** The moving average; undefined where none is kept. */
  readonly average: string | undefined;
}

/** What a step has for all weights; ONNX values of shape []. */
export interface StepValues {
  readonly learningRate: string;
  /** The number of this step, from 1. */
  readonly step: string;
  /** What gradients are multiplied by before anything else; undefined: nothing. */
  readonly clipScale: string | undefined;
}

type UpdateOptions = Pick<
  TrainerRequest,
  "optimizer" | "weightDecay" | "averageDecay"
>;

/**
 * The update of one step, in Keras's order: the gradient is clipped, the weight decays, the optimizer moves it, its average follows.
 * The returned function appends it for a group of weights; what a group shares is written once.
 */
export function createUpdater(
  writer: GraphWriter,
  { optimizer, averageDecay, ...options }: UpdateOptions,
  { learningRate, step, clipScale }: StepValues,
): (
  group: UpdateGroup,
  values: UpdatedValues & { readonly gradient: string },
) => UpdatedValues {
  const weightDecay = options.weightDecay ?? defaultWeightDecay(optimizer);
  const rule = OPTIMIZER_RULES[optimizer.kind] as OptimizerRule<OptimizerSpec>;
  const stepSize = rule.stepSize(writer, optimizer, learningRate, step);
  const scaled = (value: string, factor: number) =>
    factor === 1 ? value : writer.node("Mul", [value, writer.scalar(factor)]);
  const keptWeight = (factor: number) =>
    writer.node("Sub", [
      writer.scalar(1),
      scaled(learningRate, factor * weightDecay),
    ]);
  const shares =
    averageDecay === undefined
      ? undefined
      : averageShares(writer, averageDecay, step);
  return ({ decays, rateFactor }, { weight, gradient, slots, average }) => {
    const updated = rule.update(writer, optimizer, {
      weight:
        decays && weightDecay > 0
          ? writer.node("Mul", [weight, keptWeight(rateFactor)])
          : weight,
      gradient:
        clipScale === undefined
          ? gradient
          : writer.node("Mul", [gradient, clipScale]),
      slots,
      stepSize: scaled(stepSize, rateFactor),
    });
    if (average === undefined || shares === undefined) {
      return { ...updated, average: undefined };
    }
    const kept = writer.node("Mul", [average, shares.kept]);
    const added = writer.node("Mul", [updated.weight, shares.added]);
    return { ...updated, average: writer.node("Add", [kept, added]) };
  };
}

/** Shares of the average and of the weight in the next average: after the first step it is the weight, bit for bit. */
function averageShares(writer: GraphWriter, decay: number, step: string) {
  const isLater = writer.node("Greater", [step, writer.scalar(1)]);
  const either = (later: number, first: number) =>
    writer.node("Where", [isLater, writer.scalar(later), writer.scalar(first)]);
  return { kept: either(decay, 0), added: either(1 - decay, 1) };
}
