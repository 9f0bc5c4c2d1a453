import * as tf from "@tensorflow/tfjs";
import { NATIVE_BACKEND } from "#engine/compute/tfjs/native/load-native.ts";
import { attributes, nativeBackend } from "./native-backend.ts";

/**
 * A 1×1 convolution is a matrix product. TensorFlow prepares a convolution anew on every call, which costs 0.2 to 0.4 ms: more than
 * the work itself where there are few pixels. For many pixels its convolutions are as fast or faster.
 */
const FEW_PIXELS = 2048;

type Kernel = NonNullable<ReturnType<typeof tf.getKernel>>;

/** Makes Conv2D and its two gradients products where that is faster, for everything that runs on the native backend. */
export function usePointwiseProducts(): void {
  replaceKernel("Conv2D", (inputs, given) => {
    const { x, filter } = inputs;
    if (!x || !filter || !isPointwise(x.shape, filter.shape, given)) return;
    return product(x, filter, [...x.shape.slice(0, 3), last(filter.shape)]);
  });
  replaceKernel("Conv2DBackpropInput", (inputs, given) => {
    const { dy, filter } = inputs;
    if (!dy || !filter || !isPointwise(dy.shape, filter.shape, given)) return;
    const shape = given["inputShape"] as readonly number[];
    return product(dy, filter, shape, { transposesSecond: true });
  });
  replaceKernel("Conv2DBackpropFilter", (inputs, given) => {
    const { x, dy } = inputs;
    const shape = given["filterShape"] as readonly number[];
    if (!x || !dy || !isPointwise(x.shape, shape, given)) return;
    return product(x, dy, shape, { transposesFirst: true });
  });
}

type Inputs = Readonly<Record<string, tf.TensorInfo | undefined>>;
type Attributes = Readonly<Record<string, unknown>>;

const replaced = new Set<string>();

/** @param other undefined where the kernel that was there is to run */
function replaceKernel(
  kernelName: string,
  other: (inputs: Inputs, given: Attributes) => tf.Tensor | undefined,
): void {
  const former = tf.getKernel(kernelName, NATIVE_BACKEND) as Kernel | undefined;
  if (former === undefined || replaced.has(kernelName)) return;
  replaced.add(kernelName);
  tf.unregisterKernel(kernelName, NATIVE_BACKEND);
  tf.registerKernel({
    ...former,
    kernelFunc: (given) =>
      other(given.inputs, given.attrs as unknown as Attributes) ??
      former.kernelFunc(given),
  });
}

/** @param pixels [batch, height, width, …], of the input or the output, which are as large as each other */
function isPointwise(
  pixels: readonly number[],
  filter: readonly number[],
  { strides, pad, dataFormat, dilations }: Attributes,
): boolean {
  const [batch = 1, height = 1, width = 1] = pixels;
  const isOne = (value: unknown) =>
    value === undefined ||
    [value].flat().every((extent) => extent === 1 || extent === undefined);
  return (
    filter[0] === 1 &&
    filter[1] === 1 &&
    isOne(strides) &&
    isOne(dilations) &&
    (pad === "same" || pad === "valid" || pad === 0) &&
    dataFormat === "NHWC" &&
    batch * height * width <= FEW_PIXELS
  );
}

/** Of two tensors seen as matrices, all axes but the last as rows. */
function product(
  first: tf.TensorInfo,
  second: tf.TensorInfo,
  shape: readonly number[],
  { transposesFirst = false, transposesSecond = false } = {},
): tf.Tensor {
  return tf.tidy(() => {
    const value = nativeBackend().executeSingleOutput(
      "MatMul",
      attributes({
        types: { T: "float32" },
        flags: { transpose_a: transposesFirst, transpose_b: transposesSecond },
      }),
      [asMatrix(first), asMatrix(second)],
    );
    return tf.reshape(value, [...shape]);
  });
}

function asMatrix(value: tf.TensorInfo): tf.Tensor {
  return tf.reshape(value as tf.Tensor, [-1, last(value.shape)]);
}

function last(shape: readonly number[]): number {
  return shape.at(-1) ?? 1;
}
