import { shapeOf } from "#engine/graph/shapes.ts";
import { pictureShape } from "./layout.ts";
import type { ConvolutionStep, Step, StepGraph } from "./steps.ts";

/**
 * Writes every convolution whose window covers its whole input, as LeNet-5's C5, the convolutional head of VGG or the gates of
 * squeeze and excitation, as what it is: a dense layer on the flattened picture. Its kernel lies in Keras's order as that of the
 * dense layer would. The gradients are then products of matrices too, and a kernel of millions of numbers is updated in place.
 */
export function flattenCoveringWindows(graph: StepGraph): StepGraph {
  const shapes = new Map(graph.shapes);
  const steps = graph.steps.flatMap((step) =>
    step.kind === "convolution" && coversInput(step, graph)
      ? asDense(step, shapes)
      : [step],
  );
  return { ...graph, steps, shapes };
}

function coversInput(
  { inputs, window, groups }: ConvolutionStep,
  { shapes }: StepGraph,
): boolean {
  const [height, width] = pictureShape(shapeOf(shapes, inputs[0] ?? ""));
  const [rows, columns] = window.size;
  return (
    groups === 1 &&
    rows === height &&
    columns === width &&
    window.pads.every((pad) => pad === 0)
  );
}

/** @param shapes gains those of the values between the steps */
function asDense(
  { name, layer, inputs, kernel, bias }: ConvolutionStep,
  shapes: Map<string, readonly number[]>,
): Step[] {
  const input = shapeOf(shapes, inputs[0] ?? "");
  const flat = `${name}:flat`;
  const vector = `${name}:vector`;
  shapes.set(flat, [input.reduce((product, extent) => product * extent, 1)]);
  shapes.set(vector, shapeOf(shapes, name).slice(-1));
  return [
    { kind: "flatten", name: flat, layer, inputs },
    {
      kind: "dense",
      name: vector,
      layer,
      inputs: [flat],
      kernel: { ...kernel, layout: "covering" },
      bias,
    },
    { kind: "reshape", name, layer, inputs: [vector] },
  ];
}
