import {
  isElementwise,
  understandsLayouts,
} from "#engine/compute/onnx/blocked/step-layouts.ts";
import { foldActivation } from "#engine/compute/onnx/blocked/fold-activation.ts";
import { readersOf, type Step } from "#engine/compute/onnx/steps.ts";
import { activationForward } from "./activation.ts";
import {
  channelPaddingForward,
  rescalingForward,
  scalingForward,
  selectChannelsForward,
  standardizationForward,
} from "./channels.ts";
import { convolutionForward, denseForward } from "./convolution.ts";
import { addForward, dropoutForward, multiplyForward } from "./elementwise.ts";
import { embeddingForward } from "./embedding.ts";
import { euclideanRbfForward } from "./euclidean-rbf.ts";
import type { ForwardContext, ForwardRule } from "./forward-rule.ts";
import { layerNormalizationForward } from "./layer-normalization.ts";
import { localResponseNormalizationForward } from "./local-response-normalization.ts";
import { normalizedConvolutionForward } from "./normalized-convolution.ts";
import { batchNormalizationForward } from "./normalization.ts";
import {
  averagePoolingForward,
  globalAveragePoolingForward,
  globalMaxPoolingForward,
  maxPoolingForward,
} from "./pooling.ts";
import {
  concatenateForward,
  croppingForward,
  flattenForward,
  identityForward,
  paddingForward,
  reshapeForward,
} from "./shaping.ts";
import { upSamplingForward } from "./up-sampling.ts";

type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

/** How each kind of step is written as ONNX nodes. */
const FORWARD_RULES: {
  readonly [Kind in Step["kind"]]: ForwardRule<StepOf<Kind>>;
} = {
  convolution: convolutionForward,
  dense: denseForward,
  euclideanRbf: euclideanRbfForward,
  batchNormalization: batchNormalizationForward,
  layerNormalization: layerNormalizationForward,
  localResponseNormalization: localResponseNormalizationForward,
  normalizedConvolution: normalizedConvolutionForward,
  activation: activationForward,
  maxPooling: maxPoolingForward,
  averagePooling: averagePoolingForward,
  globalAveragePooling: globalAveragePoolingForward,
  globalMaxPooling: globalMaxPoolingForward,
  upSampling: upSamplingForward,
  embedding: embeddingForward,
  padding: paddingForward,
  cropping: croppingForward,
  selectChannels: selectChannelsForward,
  channelPadding: channelPaddingForward,
  scaling: scalingForward,
  rescaling: rescalingForward,
  standardization: standardizationForward,
  flatten: flattenForward,
  reshape: reshapeForward,
  add: addForward,
  multiply: multiplyForward,
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
  const readers = readersOf(steps);
  for (const step of steps) {
    const rule = FORWARD_RULES[step.kind] as ForwardRule<Step>;
    const inputs = step.inputs.map((input) => values.get(input) ?? "");
    const isSoleReader = readers.get(step.inputs[0] ?? "")?.length === 1;
    const folded =
      isSoleReader && context.layout
        ? foldActivation(step, inputs, context.writer, context.layout)
        : undefined;
    values.set(step.name, folded ?? withLayout(step, inputs, context, rule));
  }
}

/** Gives a rule its inputs in the layout that it understands. */
function withLayout(
  step: Step,
  inputs: readonly string[],
  context: ForwardContext,
  rule: ForwardRule<Step>,
): string {
  const { layout } = context;
  if (layout === undefined || understandsLayouts(step))
    return rule(step, inputs, context);
  if (isElementwise(step) && inputs.every((input) => layout.isBlocked(input))) {
    const channels = context.shape(step.name).at(-1) ?? 1;
    return layout.note(rule(step, inputs, context), channels);
  }
  return rule(
    step,
    inputs.map((input) => layout.toPlain(input)),
    context,
  );
}
