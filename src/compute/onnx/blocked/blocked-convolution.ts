import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import { windowAttributes } from "#engine/compute/onnx/window-attributes.ts";
import type { Window } from "#engine/compute/onnx/steps.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import {
  appendBlockedKernel,
  appendFilled,
  appendFilterBlocks,
  BLOCKED_DOMAIN,
  type BlockedLayout,
} from "./blocked-layout.ts";

export interface ConvolutionRequest {
  /** ONNX value in either layout. */
  readonly input: string;
  /** [filters, channels / groups, height, width], plain. */
  readonly kernel: string;
  /** [filters], or absent. */
  readonly bias?: string | undefined;
  /** Added to the result: a value of its shape, in either layout. */
  readonly addend?: string | undefined;
  readonly window: Window;
  readonly groups: number;
  /** Channels last, without the batch. */
  readonly inputShape: Shape;
  readonly filters: number;
  readonly name: string;
}

/** Above this share of stored to used filters the plain convolution is faster: a product of matrices for one pixel, unfolding for more. */
const MOST_STORED = { onePixel: 1.5, window: 3 } as const;

type Form = "depthwise" | "blocked" | "plain input";

/** How a convolution can be blocked, if it can. */
export function blockedForm(
  layout: BlockedLayout,
  {
    groups,
    filters,
    inputShape,
    window,
  }: Pick<ConvolutionRequest, "groups" | "filters" | "inputShape" | "window">,
): Form | undefined {
  const [, , channels = 1] = inputShape;
  if (groups === channels && groups === filters && groups > 1) {
    return channels % layout.block === 0 ? "depthwise" : undefined;
  }
  const isOnePixel = window.size.every((extent) => extent === 1);
  const most = isOnePixel ? MOST_STORED.onePixel : MOST_STORED.window;
  if (groups !== 1 || layout.stored(filters) > filters * most) return undefined;
  if (channels < layout.block) return "plain input";
  return channels % 4 === 0 ? "blocked" : undefined;
}

/** A convolution on onnxruntime's blocked kernels; undefined where it has no such form. The result is blocked where it fits. */
export function appendBlockedConvolution(
  writer: GraphWriter,
  layout: BlockedLayout,
  request: ConvolutionRequest,
): string | undefined {
  const form = blockedForm(layout, request);
  if (form === undefined) return undefined;
  const { window, filters, inputShape, name } = request;
  const [, , channels = 1] = inputShape;
  const missing = layout.stored(filters) - filters;
  const inputs = [
    form === "plain input"
      ? layout.toPlain(request.input)
      : layout.toBlocked(request.input, channels),
    blockedKernel(writer, layout, request, form),
    request.bias === undefined
      ? ""
      : appendFilled(writer, request.bias, [missing]),
    request.addend === undefined
      ? ""
      : layout.toBlocked(request.addend, filters),
  ];
  const value = writer.node(
    `${BLOCKED_DOMAIN}Conv`,
    withoutAbsentEnd(inputs),
    {
      ...windowAttributes(window),
      group: form === "depthwise" ? channels : 1,
    },
    name,
  );
  return missing === 0
    ? layout.note(value, filters)
    : layout.reorderOutput(value, filters);
}

function blockedKernel(
  writer: GraphWriter,
  { block }: BlockedLayout,
  { kernel, window, inputShape, filters }: ConvolutionRequest,
  form: Form,
): string {
  const channels = form === "depthwise" ? 1 : (inputShape[2] ?? 1);
  const shape = [filters, channels, ...window.size] as const;
  return form === "blocked"
    ? appendBlockedKernel(writer, kernel, shape, block)
    : appendFilterBlocks(writer, kernel, shape, block);
}

/**
 * Σ over every picture's pixels of left · right, channel by channel: [batch · channels / block, height, width, block] is just how a
 * depthwise kernel is ordered, so that one picture is the kernel of the other, and nothing is copied.
 * @param size [height, width] of right's window on left: their own size gives [batch, channels, 1, 1]
 * @returns [batch, channels · out, …] blocked, batch and channels as one: [1, batch · channels, out height, out width]
 */
export function appendPictureProduct(
  writer: GraphWriter,
  left: string,
  right: string,
  {
    planes,
    leftSize,
    rightSize,
    window,
  }: {
    /** Batch times channels. */
    readonly planes: number;
    readonly leftSize: readonly [number, number];
    readonly rightSize: readonly [number, number];
    /** Strides, dilations and pads of right over left. */
    readonly window: Pick<Window, "strides" | "dilations" | "pads">;
  },
): string {
  return writer.node(
    `${BLOCKED_DOMAIN}Conv`,
    [
      writer.node("Reshape", [left, writer.ints([1, planes, ...leftSize])]),
      writer.node("Reshape", [right, writer.ints([planes, 1, ...rightSize])]),
    ],
    {
      ...windowAttributes({ ...window, size: rightSize }),
      group: planes,
    },
  );
}

/** [channels] sums over all pictures of blocked left · right. */
export function appendChannelProducts(
  writer: GraphWriter,
  left: string,
  right: string,
  batch: number,
  [height = 1, width = 1, channels = 1]: Shape,
): string {
  const size = [height, width] as const;
  const products = appendPictureProduct(writer, left, right, {
    planes: batch * channels,
    leftSize: size,
    rightSize: size,
    window: { strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] },
  });
  const table = writer.node("Reshape", [
    products,
    writer.ints([batch, channels]),
  ]);
  return writer.node("ReduceSum", [table, writer.ints([0])], { keepdims: 0 });
}

/** [channels] means over all pictures of a blocked value. */
export function appendChannelMeans(
  writer: GraphWriter,
  value: string,
  batch: number,
  channels: number,
): string {
  const perPicture = writer.node("Reshape", [
    writer.node(`${BLOCKED_DOMAIN}GlobalAveragePool`, [value]),
    writer.ints([batch, channels]),
  ]);
  return writer.node("ReduceMean", [perPicture, writer.ints([0])], {
    keepdims: 0,
  });
}

/** value · scale + shift (+ addend), channel by channel, of a blocked value: a depthwise convolution of one pixel. */
export function appendScaleAndShift(
  writer: GraphWriter,
  layout: BlockedLayout,
  request: Pick<ConvolutionRequest, "input" | "addend" | "name"> & {
    readonly scale: string;
    readonly shift: string | undefined;
    readonly shape: Shape;
  },
): string {
  const [, , channels = 1] = request.shape;
  const inputs = [
    request.input,
    writer.node("Reshape", [request.scale, writer.ints([channels, 1, 1, 1])]),
    request.shift ?? "",
    request.addend ?? "",
  ];
  const value = writer.node(
    `${BLOCKED_DOMAIN}Conv`,
    withoutAbsentEnd(inputs),
    { kernel_shape: [1, 1], group: channels },
    request.name,
  );
  return layout.note(value, channels);
}

/** Optional inputs that are absent at the end are left out; between others they are empty. */
function withoutAbsentEnd(inputs: readonly string[]): readonly string[] {
  return inputs.slice(0, inputs.findLastIndex((input) => input !== "") + 1);
}
