import { kerasLayer, type KerasLayerJson } from "./keras-config-parts.ts";

/**
 * Keras 3's hard_sigmoid and hard_swish, relu6(x + 3) / 6 and x times it, as layers that TensorFlow.js has: its own hard_sigmoid is
 * Keras 2's, and it has no hard_swish.
 * @param name of the last layer
 * @param input name of the layer that feeds the first
 */
export function hardActivationLayers(
  kind: "hardSigmoid" | "hardSwish",
  name: string,
  input: string,
): KerasLayerJson[] {
  const gate = kind === "hardSigmoid" ? name : `${name}_gate`;
  const shifted = `${name}_shifted`;
  const cut = `${name}_cut`;
  const gating = [
    kerasLayer("Rescaling", shifted, [input], { scale: 1, offset: 3 }),
    kerasLayer("Activation", cut, [shifted], { activation: "relu6" }),
    kerasLayer("Rescaling", gate, [cut], { scale: 1 / 6, offset: 0 }),
  ];
  return kind === "hardSigmoid"
    ? gating
    : [...gating, kerasLayer("Multiply", name, [input, gate], {})];
}
