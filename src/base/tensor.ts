/**
 * A dense float32 array with a shape: what crosses the border of an executor. Pictures are NHWC
 * (batch, height, width, channels) and weights have Keras's layouts, whatever an executor uses inside.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Named tensors, `layer/kernel` → tensor; the form in which weights travel and are stored. */
export type TensorMap = ReadonlyMap<string, Tensor>;

/** The number of elements of a tensor of this shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * A tensor over existing data.
 * @throws RangeError when the data does not have as many elements as the shape.
 */
export function tensor(shape: readonly number[], data: Float32Array): Tensor {
  if (sizeOf(shape) !== data.length) {
    throw new RangeError(
      `A tensor of shape [${shape.join(", ")}] has ${sizeOf(shape)} elements. Received: ${data.length}.`,
    );
  }
  return { shape, data };
}

/** A tensor of zeros. */
export function zeros(shape: readonly number[]): Tensor {
  return { shape, data: new Float32Array(sizeOf(shape)) };
}
