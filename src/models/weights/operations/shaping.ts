import { permute } from "#engine/base/permute.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import { inOurOrder } from "./elementwise.ts";
import type { NetworkWriter } from "./network-writer.ts";
import { unsupportedForm } from "./unsupported.ts";
import {
  axisFromFront,
  channelAxis,
  constantOf,
  shapeInFile,
  type Feature,
  type Operation,
  type Value,
} from "./values.ts";

/** Mean or maximum over axes of the file, counted with the batch: over height and width, nothing else. */
export function pooledGlobally(
  network: NetworkWriter,
  operation: Operation,
  input: Feature,
  kind: "average" | "max",
  axes: readonly number[],
  keepDims: boolean,
): Feature {
  const over = axes.map((axis) => axisFromFront(axis, input)).toSorted();
  const wanted = input.order === "channels-first" ? "2,3" : "1,2";
  if (input.shape.length !== 3 || over.join() !== wanted) {
    throw unsupportedForm(
      operation,
      `it pools over the axes ${axes.join(", ")}, not over height and width`,
    );
  }
  const op =
    kind === "average" ? "globalAveragePooling2d" : "globalMaxPooling2d";
  return network.add(operation.name, op, { keepDims }, [input]);
}

/** A shape as a list of numbers that a reshape may be computed from; the batch is left open. */
export function shapeList(input: Value): Value {
  const extents =
    input.kind === "constant"
      ? input.tensor.shape
      : [-1, ...shapeInFile(input)];
  return constantOf([extents.length], extents);
}

/** Lays a picture out in a row, in our order; what the row of the file was is remembered for the weights behind it. */
export function flattened(
  network: NetworkWriter,
  { name }: Operation,
  input: Feature,
): Feature {
  if (input.shape.length === 1) return input;
  const made = network.add(name, "flatten", {}, [input]);
  const [height = 1, width = 1] = input.shape;
  const differs = input.order === "channels-first" && height * width > 1;
  return differs ? { ...made, laidOutFrom: input.shape } : made;
}

/** @param target as the file has it, with the batch; 0 keeps an extent, one may be -1 */
export function reshaped(
  network: NetworkWriter,
  operation: Operation,
  input: Value,
  target: readonly number[],
): Value {
  if (input.kind === "constant") {
    const { tensor } = input;
    return constantOf(
      withoutUnknown(target, tensor.shape, tensor.data.length),
      tensor.data,
    );
  }
  const size = sizeOf(input.shape);
  const inFile = shapeInFile(input);
  const shape = withoutUnknown(target.slice(1), inFile, size);
  if (sizeOf(shape) !== size) {
    throw unsupportedForm(
      operation,
      `it reshapes [${inFile.join(", ")}] to [${target.join(", ")}]`,
    );
  }
  if (shape.join() === inFile.join()) return input;
  if (shape.length === 1) return flattened(network, operation, input);
  const isPoint = sizeOf(input.shape) === (input.shape.at(-1) ?? 1);
  if (shape.length === 3 && isPoint && input.laidOutFrom === undefined) {
    const [first = 1, , last = 1] = shape;
    const order = last === size ? "channels-last" : "channels-first";
    if (last === size || first === size) {
      const attributes = { targetShape: [1, 1, size] };
      const made = network.add(operation.name, "reshape", attributes, [input]);
      return { ...made, order };
    }
  }
  throw unsupportedForm(
    operation,
    `it reshapes [${inFile.join(", ")}] to [${shape.join(", ")}]; only laying a picture out in a row is known`,
  );
}

/** Drops, or puts in, axes of extent 1: a point of channels becomes a row, or the other way round. */
export function withoutAxes(
  network: NetworkWriter,
  operation: Operation,
  input: Value,
  axes: readonly number[] | undefined,
): Value {
  const full =
    input.kind === "constant" ? input.tensor.shape : [0, ...shapeInFile(input)];
  const dropped = axes?.map((axis) => (axis < 0 ? axis + full.length : axis));
  const kept = full.filter((extent, axis) =>
    dropped === undefined ? extent !== 1 : !dropped.includes(axis),
  );
  return reshaped(network, operation, input, kept);
}

export function withAxes(
  network: NetworkWriter,
  operation: Operation,
  input: Value,
  axes: readonly number[],
): Value {
  const shape =
    input.kind === "constant" ? input.tensor.shape : [0, ...shapeInFile(input)];
  const rank = shape.length + axes.length;
  const added = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const rest = [...shape];
  const target = Array.from({ length: rank }, (_, axis) =>
    added.includes(axis) ? 1 : (rest.shift() ?? 1),
  );
  return reshaped(network, operation, input, target);
}

/** A transpose of a picture changes only how the file orders its axes. */
export function transposed(
  operation: Operation,
  input: Value,
  axes: readonly number[],
): Value {
  if (input.kind === "constant")
    return { kind: "constant", tensor: permute(input.tensor, axes) };
  const { shape, order } = input;
  if (axes.every((axis, i) => axis === i)) return input;
  if (shape.length === 3) {
    const text = axes.join();
    if (order === "channels-first" && text === "0,2,3,1")
      return { ...input, order: "channels-last" };
    if (order === "channels-last" && text === "0,3,1,2")
      return { ...input, order: "channels-first" };
  }
  throw unsupportedForm(
    operation,
    `it turns the axes of a picture to ${axes.join(", ")}`,
  );
}

/** A fully connected layer. @param kernel [in, out], the rows in the file's order */
export function dense(
  network: NetworkWriter,
  operation: Operation,
  input: Feature,
  kernel: Tensor,
  bias?: Tensor,
): Feature {
  const [rows = 1, units = 1] = kernel.shape;
  if (kernel.shape.length !== 2 || input.shape.length !== 1) {
    throw unsupportedForm(
      operation,
      `it multiplies [${input.shape.join(", ")}] by [${kernel.shape.join(", ")}]; only a row by a table is known`,
    );
  }
  return network.add(
    operation.name,
    "dense",
    { units, useBias: bias !== undefined },
    [input],
    {
      kernel: { shape: [rows, units], data: rowsInOurOrder(input, kernel) },
      ...(bias && { bias }),
    },
  );
}

/** @param tensors of the channels in the file's order: γ, β, moving mean and moving variance */
export function normalized(
  network: NetworkWriter,
  { name }: Operation,
  input: Feature,
  tensors: readonly [Tensor, Tensor, Tensor, Tensor],
  epsilon: number,
): Feature {
  const [gamma, beta, mean, variance] = tensors.map(({ shape, data }) => ({
    shape,
    data: inOurOrder(input, data),
  })) as [Tensor, Tensor, Tensor, Tensor];
  const weights = { gamma, beta, moving_mean: mean, moving_variance: variance };
  const made = network.add(
    name,
    "batchNormalization",
    { epsilon },
    [input],
    weights,
  );
  return { ...made, laidOutFrom: input.laidOutFrom };
}

/** Values side by side along their channels. @param axis of the file, counted with the batch */
export function concatenated(
  network: NetworkWriter,
  operation: Operation,
  inputs: readonly Value[],
  axis: number,
): Value {
  if (inputs.every((value) => value.kind === "constant"))
    return constantOf(
      [inputs.reduce((sum, { tensor }) => sum + tensor.data.length, 0)],
      inputs.flatMap(({ tensor }) => [...tensor.data]),
    );
  const [first, ...others] = inputs.filter(
    ({ kind }) => kind === "feature",
  ) as [Feature, ...Feature[]];
  const fits =
    others.length + 1 === inputs.length &&
    [first, ...others].every(
      (value) =>
        value.laidOutFrom === undefined &&
        axisFromFront(axis, value) === channelAxis(value),
    );
  if (!fits)
    throw unsupportedForm(
      operation,
      "it joins values along another axis than that of their channels",
    );
  return others.length === 0
    ? first
    : network.add(operation.name, "concatenate", {}, [first, ...others]);
}

function rowsInOurOrder(
  { laidOutFrom }: Feature,
  kernel: Tensor,
): Float32Array {
  if (laidOutFrom === undefined) return kernel.data;
  const [height = 1, width = 1, channels = 1] = laidOutFrom;
  const shape = [channels, height, width, kernel.shape[1] ?? 1];
  return permute({ shape, data: kernel.data }, [1, 2, 0, 3]).data;
}

function withoutUnknown(
  target: readonly number[],
  from: readonly number[],
  size: number,
): number[] {
  const kept = target.map((extent, i) =>
    extent === 0 ? (from[i] ?? 1) : extent,
  );
  const known = kept.reduce((n, extent) => (extent < 0 ? n : n * extent), 1);
  return kept.map((extent) => (extent < 0 ? size / known : extent));
}
