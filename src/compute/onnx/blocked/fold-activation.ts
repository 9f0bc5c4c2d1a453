import type {
  Attributes,
  GraphWriter,
} from "#engine/compute/onnx/graph-writer.ts";
import type { Step } from "#engine/compute/onnx/steps.ts";
import { BLOCKED_DOMAIN, type BlockedLayout } from "./blocked-layout.ts";

/** The activations that a blocked convolution applies before it writes its result. */
const FOLDED: Readonly<Record<string, Attributes>> = {
  relu: { activation: "Relu" },
  relu6: { activation: "Clip", activation_params: { floats: [0, 6] } },
};

/**
 * Lets the blocked convolution that made an activation's input apply it, which saves a pass over the value.
 * @param step the only reader of its input
 * @returns the activation's value, or undefined where it needs a node of its own
 */
export function foldActivation(
  step: Step,
  [input = ""]: readonly string[],
  writer: GraphWriter,
  layout: BlockedLayout,
): string | undefined {
  if (step.kind !== "activation" || !layout.isBlocked(input)) return undefined;
  const attributes = FOLDED[step.activation];
  return attributes && writer.amend(input, `${BLOCKED_DOMAIN}Conv`, attributes)
    ? input
    : undefined;
}
