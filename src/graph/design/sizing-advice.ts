/**
 * Rules of thumb for the sizes of convolutional networks, each with its reason. They are those of CS231n (Karpathy and others,
 * "Layer sizing patterns", https://cs231n.github.io/convolutional-networks), of VGG (Simonyan, Zisserman: Very deep convolutional
 * networks for large-scale image recognition, 2014, https://arxiv.org/abs/1409.1556: two 3×3 for one 5×5) and of Network in
 * network (Lin, Chen, Yan 2013, https://arxiv.org/abs/1312.4400: global average pooling for the first dense layer).
 */
import { sizeOf } from "#engine/base/tensor.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerNode } from "#engine/graph/layer-graph.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import { slidingAttributes, type SlidingLayer } from "#engine/graph/window.ts";
import { designNodes, type Design } from "./design.ts";
import type { DesignEdit, NewLayer } from "./edit-design.ts";
import type { DesignFix } from "./design-problems.ts";
import { diagnose, type DesignDiagnosis } from "./diagnose.ts";

export type SizingRule =
  | "divisible-input"
  | "small-kernels"
  | "odd-kernels"
  | "stride-one"
  | "size-keeping-padding"
  | "gentle-pooling"
  | "two-small-for-one-large"
  | "first-dense-layer";

export interface SizingAdvice {
  readonly rule: SizingRule;
  /** Null: about the input. */
  readonly layer: string | null;
  readonly message: string;
  readonly reason: string;
  /** Where it is unambiguous. */
  readonly fix?: DesignFix;
}

/** A kernel that is looked at: a convolution over pictures, with what goes in. */
interface Convolution {
  readonly node: Extract<LayerNode, { op: "conv2d" }>;
  readonly input: Shape;
  /** Looks at the network's own input. */
  readonly isFirst: boolean;
}

/** From here on the first dense layer is worth a word. */
const MANY_PARAMETERS = 500_000;
const LARGE_PICTURE = 100;

/** What the rules of thumb say to a design; nothing about layers that are impossible. @param diagnosis of this design, if at hand */
export function adviseOnSizes(
  design: Design,
  diagnosis: DesignDiagnosis = diagnose(design),
): SizingAdvice[] {
  const shapes = new Map<string, Shape>([
    [design.input.name, design.input.shape],
  ]);
  for (const { name, outputShape } of diagnosis.layers) {
    if (outputShape !== null) shapes.set(name, outputShape);
  }
  const nodes = designNodes(design).filter((node) => shapes.has(node.name));
  const inputOf = (node: LayerNode) => shapes.get(node.inputs[0] ?? "") ?? [];
  const firstConvolution = nodes.find((node) => node.op === "conv2d");
  return [
    ...adviceOnInput(design, nodes),
    ...nodes.flatMap((node): SizingAdvice[] => {
      if (node.op === "conv2d") {
        const isFirst = node === firstConvolution;
        return adviceOnConvolution({ node, input: inputOf(node), isFirst });
      }
      if (node.op === "maxPooling2d" || node.op === "averagePooling2d")
        return adviceOnPooling(node);
      return [];
    }),
    ...adviceOnFirstDense(nodes, diagnosis, inputOf),
  ];
}

function adviceOnInput(
  design: Design,
  nodes: readonly LayerNode[],
): SizingAdvice[] {
  const [height, width, channels] = design.input.shape;
  if (height === undefined || width === undefined || channels === undefined)
    return [];
  const shrink = nodes.reduce((product, node) => {
    const strides = slidingAttributes(node)?.strides ?? [1, 1];
    return product * strides[0];
  }, 1);
  const isPowerOfTwo = Number.isInteger(Math.log2(shrink));
  if (shrink === 1 || !isPowerOfTwo) return [];
  if (height % shrink === 0 && width % shrink === 0) return [];
  const fitting = [height, width].map(
    (side) => Math.max(1, Math.round(side / shrink)) * shrink,
  );
  return [
    {
      rule: "divisible-input",
      layer: null,
      message: `The input of ${height} × ${width} is halved ${Math.log2(shrink)} times, but is not divisible by ${shrink}.`,
      reason:
        "An input that can be halved many times (32, 64, 96, 128, 224) never leaves half a pixel over: otherwise the last rows and columns are dropped or padded at each pooling.",
      fix: {
        label: `Use ${fitting.join(" × ")}`,
        edits: [{ kind: "input", shape: [...fitting, channels] }],
      },
    },
  ];
}

function adviceOnConvolution(convolution: Convolution): SizingAdvice[] {
  const { node, input, isFirst } = convolution;
  const { kernelSize, strides, padding } = resolveAttributes(node);
  const size = Math.max(...kernelSize);
  const largest =
    isFirst && Math.min(...input.slice(0, 2)) >= LARGE_PICTURE ? 11 : 5;
  const set = (label: string, attributes: Record<string, unknown>) => ({
    label,
    edits: [change(node, attributes)],
  });
  const advice: SizingAdvice[] = [];
  if (size > largest) {
    advice.push({
      rule: "small-kernels",
      layer: node.name,
      message: `The kernel of ${kernelSize.join(" × ")} is large${isFirst ? " for an input of this size" : " for a layer inside the network"}.`,
      reason: isFirst
        ? "Large first kernels (7 × 7, 11 × 11) are for large photographs, where neighbouring pixels say nearly the same. On a small picture they blur away what is to be seen: use 3 × 3 or 5 × 5."
        : "Several small kernels in a row see as far as a large one, with more activations between and fewer parameters. Kernels above 5 × 5 are used only where a network looks at the picture itself.",
      fix: set("Use 3 × 3", { kernelSize: 3 }),
    });
  } else if (kernelSize.some((side) => side % 2 === 0)) {
    advice.push({
      rule: "odd-kernels",
      layer: node.name,
      message: `The kernel of ${kernelSize.join(" × ")} has no middle.`,
      reason:
        "A kernel with an odd side lies evenly around its pixel, so that padding keeps the size on both sides alike; an even one shifts the picture by half a pixel.",
      fix: set(size < 4 ? "Use 3 × 3" : "Use 5 × 5", {
        kernelSize: size < 4 ? 3 : 5,
      }),
    });
  }
  if (Math.max(...strides) > 1 && !isFirst && size > 1) {
    advice.push({
      rule: "stride-one",
      layer: node.name,
      message: `The stride of ${strides.join(" × ")} shrinks the picture in a convolution.`,
      reason:
        "Stride 1 leaves all shrinking to the pooling layers, so that convolutions only change the depth. Strided convolutions work too (ResNet, all-convolutional nets), but throw away three of four places before the layer has been evaluated there.",
      fix: set("Use stride 1", { strides: 1 }),
    });
  } else if (padding === "valid" && size > 1 && Math.max(...strides) === 1) {
    advice.push({
      rule: "size-keeping-padding",
      layer: node.name,
      message: `Without padding the picture loses ${size - 1} pixels a side here.`,
      reason:
        "Zeros around the picture keep its size, so that any number of layers fits; without them the borders wash away layer by layer, and their pixels are seen less often than those in the middle.",
      fix: set(`Use padding "same"`, { padding: "same" }),
    });
  }
  return [...advice, ...adviceOnFiveByFive(convolution)];
}

/** Only where it saves parameters: with few channels going in, as on the picture itself, one 5×5 is cheaper. */
function adviceOnFiveByFive({ node, input }: Convolution): SizingAdvice[] {
  const { kernelSize, filters, groups, strides, dilationRate } =
    resolveAttributes(node);
  const isPlain =
    kernelSize.every((side) => side === 5) &&
    [...strides, ...dilationRate, groups].every((value) => value === 1);
  const channels = input[2] ?? 1;
  const one = 25 * channels * filters + filters;
  const two = 9 * channels * filters + 9 * filters * filters + 2 * filters;
  if (!isPlain || two >= one) return [];
  const layer: NewLayer = {
    op: "conv2d",
    attributes: { ...node.attributes, kernelSize: 3 },
  };
  return [
    {
      rule: "two-small-for-one-large",
      layer: node.name,
      message: `Two 3 × 3 convolutions instead of the 5 × 5: ${number(two)} parameters instead of ${number(one)}.`,
      reason:
        "Two 3 × 3 kernels in a row see the same 5 × 5 pixels, with one more activation between them and 18 instead of 25 weights per pair of channels (VGG).",
      fix: {
        label: "Use two 3 × 3",
        edits: [{ kind: "replace", layer: node.name, layers: [layer, layer] }],
      },
    },
  ];
}

function adviceOnPooling(
  node: Extract<SlidingLayer, { op: "maxPooling2d" | "averagePooling2d" }>,
): SizingAdvice[] {
  const { poolSize, strides } = resolveAttributes<
    "maxPooling2d" | "averagePooling2d"
  >(node);
  const size = Math.max(...poolSize);
  const stride = Math.max(...strides);
  const isUsual = (size === 2 || size === 3) && stride === 2;
  // One pooling of the whole picture, or one that only subsamples, means something else.
  if (isUsual || stride === 1 || size === 1) return [];
  return [
    {
      rule: "gentle-pooling",
      layer: node.name,
      message: `Pooling ${poolSize.join(" × ")} at stride ${stride} keeps one of ${number(stride * stride)} values.`,
      reason:
        "Pooling 2 × 2 at stride 2 already drops three of four values; larger windows lose too much at once and the accuracy with it. 3 × 3 at stride 2 (overlapping, as in AlexNet) is the other usual form.",
      fix: {
        label: "Pool 2 × 2 at stride 2",
        edits: [change(node, { poolSize: 2, strides: 2 })],
      },
    },
  ];
}

function adviceOnFirstDense(
  nodes: readonly LayerNode[],
  diagnosis: DesignDiagnosis,
  inputOf: (node: LayerNode) => Shape,
): SizingAdvice[] {
  const dense = nodes.find((node) => node.op === "dense");
  const flatten = nodes.findLast(
    (node, index) =>
      node.op === "flatten" &&
      dense !== undefined &&
      index < nodes.indexOf(dense),
  );
  if (dense === undefined || flatten === undefined) return [];
  const shape = inputOf(flatten);
  const count =
    diagnosis.layers.find(({ name }) => name === dense.name)?.parameters
      ?.total ?? 0;
  const share = count / Math.max(1, diagnosis.parameters.total);
  if (shape.length !== 3 || count < MANY_PARAMETERS || share < 0.5) return [];
  const { units } = resolveAttributes(
    dense as Extract<LayerNode, { op: "dense" }>,
  );
  const channels = shape[2] ?? 1;
  const left = channels * units + units;
  return [
    {
      rule: "first-dense-layer",
      layer: dense.name,
      message: `${number(count)} of the network's ${number(diagnosis.parameters.total)} parameters are in "${dense.name}", which sees all ${number(sizeOf(shape))} values. Behind global average pooling it has ${number(left)}.`,
      reason:
        "A dense layer has a weight for each place of each channel, and learns by heart where things were. The mean of each channel over the picture asks only what is there; VGG-16 shrinks from 138 to 15 million parameters that way.",
      fix: {
        label: "Use global average pooling",
        edits: [
          {
            kind: "replace",
            layer: flatten.name,
            layers: [{ op: "globalAveragePooling2d", attributes: {} }],
          },
        ],
      },
    },
  ];
}

function change(
  node: LayerNode,
  attributes: Readonly<Record<string, unknown>>,
): DesignEdit {
  return { kind: "attributes", layer: node.name, attributes };
}

function number(value: number): string {
  return value.toLocaleString("en");
}
