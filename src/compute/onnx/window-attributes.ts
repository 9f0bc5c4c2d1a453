import type { Attributes } from "./graph-writer.ts";
import type { Window } from "./steps.ts";

/** A window as the attributes that ONNX's Conv shares with its relatives. */
export function windowAttributes(window: Window): Attributes {
  return {
    kernel_shape: window.size,
    strides: window.strides,
    dilations: window.dilations,
    pads: window.pads,
  };
}
