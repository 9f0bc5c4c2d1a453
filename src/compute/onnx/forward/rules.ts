import type { Step } from "#engine/compute/onnx/steps.ts";
import { convolutionForward, denseForward } from "./convolution.ts";
import {
  activationForward,
  addForward,
  dropoutForward,
} from "./elementwise.ts";
import { euclideanRbfForward } from "./euclidean-rbf.ts";
import type { ForwardContext, ForwardRule } from "./forward-rule.ts";
import { batchNormalizationForward } from "./normalization.ts";
import {
  averagePoolingForward,
  globalAveragePoolingForward,
  maxPoolingForward,
} from "./pooling.ts";
import {
  concatenateForward,
  flattenForward,
  identityForward,
  paddingForward,
} from "./shaping.ts";

type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

/** How each kind of step is written as ONNX nodes. */
export const FORWARD_RULES: {
  readonly [Kind in Step["kind"]]: ForwardRule<StepOf<Kind>>;
} = {
  convolution: convolutionForward,
  dense: denseForward,
  euclideanRbf: euclideanRbfForward,
  batchNormalization: batchNormalizationForward,
  activation: activationForward,
  maxPooling: maxPoolingForward,
  averagePooling: averagePoolingForward,
  globalAveragePooling: globalAveragePoolingForward,
  padding: paddingForward,
  flatten: flattenForward,
  add: addForward,
  concatenate: concatenateForward,
  dropout: dropoutForward,
  identity: identityForward,
};

/**
 * Appends all steps in order.
 * @param values value name → ONNX value (inside layout), holding the input; every step's value is added
 */
export function appendSteps(
  steps: readonly Step[],
  values: Map<string, string>,
  context: ForwardContext,
): void {
  for (const step of steps) {
    const rule = FORWARD_RULES[step.kind] as ForwardRule<Step>;
    const inputs = step.inputs.map((input) => values.get(input) ?? "");
    values.set(step.name, rule(step, inputs, context));
  }
}
