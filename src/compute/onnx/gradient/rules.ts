import {
  isElementwise,
  understandsLayouts,
} from "#engine/compute/onnx/blocked/step-layouts.ts";
import { weightsOf, type Step } from "#engine/compute/onnx/steps.ts";
import { activationGradient } from "./activation.ts";
import {
  channelPaddingGradient,
  rescalingGradient,
  scalingGradient,
  selectChannelsGradient,
  standardizationGradient,
} from "./channels.ts";
import { convolutionGradient, denseGradient } from "./convolution.ts";
import {
  addGradient,
  dropoutGradient,
  multiplyGradient,
} from "./elementwise.ts";
import { embeddingGradient } from "./embedding.ts";
import { euclideanRbfGradient } from "./euclidean-rbf.ts";
import { globalMaxPoolingGradient } from "./global-max-pooling.ts";
import type { GradientContext, GradientRule } from "./gradient-rule.ts";
import { layerNormalizationGradient } from "./layer-normalization.ts";
import { localResponseNormalizationGradient } from "./local-response-normalization.ts";
import { normalizedConvolutionGradient } from "./normalized-convolution.ts";
import { batchNormalizationGradient } from "./normalization.ts";
import {
  averagePoolingGradient,
  globalAveragePoolingGradient,
  maxPoolingGradient,
} from "./pooling.ts";
import {
  concatenateGradient,
  croppingGradient,
  flattenGradient,
  identityGradient,
  paddingGradient,
  reshapeGradient,
} from "./shaping.ts";
import { upSamplingGradient } from "./up-sampling.ts";

type StepOf<Kind extends Step["kind"]> = Extract<Step, { readonly kind: Kind }>;

/** How the gradient of each kind of step is written as ONNX nodes. */
const GRADIENT_RULES: {
  readonly [Kind in Step["kind"]]: GradientRule<StepOf<Kind>>;
} = {
  convolution: convolutionGradient,
  dense: denseGradient,
  euclideanRbf: euclideanRbfGradient,
  batchNormalization: batchNormalizationGradient,
  layerNormalization: layerNormalizationGradient,
  localResponseNormalization: localResponseNormalizationGradient,
  normalizedConvolution: normalizedConvolutionGradient,
  activation: activationGradient,
  maxPooling: maxPoolingGradient,
  averagePooling: averagePoolingGradient,
  globalAveragePooling: globalAveragePoolingGradient,
  globalMaxPooling: globalMaxPoolingGradient,
  upSampling: upSamplingGradient,
  embedding: embeddingGradient,
  padding: paddingGradient,
  cropping: croppingGradient,
  selectChannels: selectChannelsGradient,
  channelPadding: channelPaddingGradient,
  scaling: scalingGradient,
  rescaling: rescalingGradient,
  standardization: standardizationGradient,
  flatten: flattenGradient,
  reshape: reshapeGradient,
  add: addGradient,
  multiply: multiplyGradient,
  concatenate: concatenateGradient,
  dropout: dropoutGradient,
  identity: identityGradient,
};

/**
 * Carries gradients back from some values through every step that needs them (reverse-mode differentiation).
 * @param starts value name → ONNX value of d loss / d value
 * @returns value name → ONNX value of its gradient, for every value that was reached
 */
export function appendGradients(
  steps: readonly Step[],
  starts: ReadonlyMap<string, string>,
  context: GradientContext,
): ReadonlyMap<string, string> {
  const { writer, layout } = context;
  const arriving = new Map(
    [...starts].map(([value, gradient]) => [value, [gradient]]),
  );
  const totals = new Map<string, string>();
  const total = (value: string): string | undefined => {
    const parts = arriving.get(value);
    const [first] = parts ?? [];
    if (parts === undefined || first === undefined) return undefined;
    const areBlocked =
      layout !== undefined && parts.every((part) => layout.isBlocked(part));
    const alike =
      layout === undefined || areBlocked
        ? parts
        : parts.map((part) => layout.toPlain(part));
    const sum = alike.reduce((left, right) =>
      writer.node("Add", [left, right]),
    );
    if (areBlocked) layout.note(sum, context.shape(value).at(-1) ?? 1);
    totals.set(value, sum);
    return sum;
  };
  for (const step of steps.toReversed()) {
    const arrived = total(step.name);
    const isUseful =
      step.inputs.some(context.needsGradient) ||
      weightsOf(step).some(context.learns);
    if (arrived === undefined || !isUseful) continue;
    const rule = GRADIENT_RULES[step.kind] as GradientRule<Step>;
    const leaving = withLayout(step, arrived, context, rule);
    step.inputs.forEach((input, index) => {
      const part = leaving[index];
      if (part === undefined || !context.needsGradient(input)) return;
      arriving.set(input, [...(arriving.get(input) ?? []), part]);
    });
  }
  for (const value of arriving.keys()) if (!totals.has(value)) total(value);
  return totals;
}

/** Gives a rule the arriving gradient, and values, in the layout that it understands. */
function withLayout(
  step: Step,
  gradient: string,
  context: GradientContext,
  rule: GradientRule<Step>,
): readonly (string | undefined)[] {
  const { layout } = context;
  if (layout === undefined || understandsLayouts(step))
    return rule(step, gradient, context);
  const isBlocked =
    isElementwise(step) && layout.isBlocked(context.rawValue(step.name));
  if (!isBlocked) return rule(step, layout.toPlain(gradient), context);
  const channels = context.shape(step.name).at(-1) ?? 1;
  const leaving = rule(step, layout.toBlocked(gradient, channels), {
    ...context,
    value: context.rawValue,
  });
  return leaving.map((part) => part && layout.note(part, channels));
}
