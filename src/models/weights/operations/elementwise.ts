import type { Tensor } from "#engine/base/tensor.ts";
import { sizeOf } from "#engine/base/tensor.ts";
import { permute } from "#engine/base/permute.ts";
import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import type { NetworkWriter, PerChannel } from "./network-writer.ts";
import { unsupportedForm } from "./unsupported.ts";
import {
  channelAxis,
  constantOf,
  type Feature,
  type Operation,
  type Value,
} from "./values.ts";

export type Arithmetic = "add" | "subtract" | "multiply" | "divide";

/** One of the four rules of arithmetic, between layers, or between a layer and numbers of the file. */
export function combined(
  network: NetworkWriter,
  operation: Operation,
  rule: Arithmetic,
  first: Value,
  second: Value,
): Value {
  if (first.kind === "constant" && second.kind === "constant")
    return constants(operation, rule, first.tensor, second.tensor);
  if (first.kind === "feature" && second.kind === "feature")
    return features(network, operation, rule, first, second);
  const [feature, tensor] =
    first.kind === "feature"
      ? [first, (second as { tensor: Tensor }).tensor]
      : [second as Feature, first.tensor];
  const values = perChannel(operation, feature, tensor);
  const isNumberFirst = first.kind === "constant";
  if (rule === "divide" && isNumberFirst)
    throw unsupportedForm(operation, "it divides by what a layer answers");
  switch (rule) {
    case "add":
      return network.scaled(operation.name, feature, 1, values);
    case "subtract":
      return isNumberFirst
        ? network.scaled(operation.name, feature, -1, values)
        : network.scaled(
            operation.name,
            feature,
            1,
            map(values, (n) => -n),
          );
    case "multiply":
      return network.scaled(operation.name, feature, values, 0);
    case "divide":
      return network.scaled(
        operation.name,
        feature,
        map(values, (n) => 1 / n),
        0,
      );
  }
}

export function activated(
  network: NetworkWriter,
  name: string,
  input: Feature,
  attributes: OpAttributes["activation"],
): Feature {
  const made = network.add(name, "activation", attributes, [input]);
  return { ...made, laidOutFrom: input.laidOutFrom };
}

/** Cuts values off below and above: relu, relu6, or relu6 of rescaled values. */
export function clipped(
  network: NetworkWriter,
  operation: Operation,
  input: Feature,
  low: number,
  high: number,
): Feature {
  const { name } = operation;
  if (low === 0 && high >= 3e38)
    return activated(network, name, input, { activation: "relu" });
  if (low === 0 && high === 6)
    return activated(network, name, input, { activation: "relu6" });
  const range = high - low;
  if (!(range > 0 && range < 1e6))
    throw unsupportedForm(operation, `it cuts values to ${low} … ${high}`);
  const scaled = network.scaled(
    `${name}_range`,
    input,
    6 / range,
    (-6 * low) / range,
  );
  const cut = activated(network, name, scaled, { activation: "relu6" });
  return network.scaled(`${name}_back`, cut, range / 6, low);
}

/**
 * Numbers of the file that are spread over a layer's value: one for all, or one per channel, in our order.
 * @throws StudioError `models/unsupported-operation` where they differ from pixel to pixel
 */
export function perChannel(
  operation: Operation,
  feature: Feature,
  tensor: Tensor,
): PerChannel {
  if (sizeOf(tensor.shape) === 1) return tensor.data[0] ?? 0;
  const rank = feature.shape.length + 1;
  const axis = channelAxis(feature) - (rank - tensor.shape.length);
  const channels = feature.shape.at(-1) ?? 1;
  const fits =
    tensor.shape.length <= rank &&
    tensor.shape.every((extent, i) => extent === (i === axis ? channels : 1));
  if (fits) return [...inOurOrder(feature, tensor.data)];
  throw unsupportedForm(
    operation,
    `its numbers [${tensor.shape.join(", ")}] differ from pixel to pixel, not from channel to channel`,
  );
}

/** One number per channel of the file's order → of ours; they differ only where a picture was laid out in a row. */
export function inOurOrder(
  { laidOutFrom }: Feature,
  data: Float32Array,
): Float32Array {
  if (laidOutFrom === undefined) return data;
  const [height = 1, width = 1, channels = 1] = laidOutFrom;
  return permute({ shape: [channels, height, width], data }, [1, 2, 0]).data;
}

function features(
  network: NetworkWriter,
  operation: Operation,
  rule: Arithmetic,
  first: Feature,
  second: Feature,
): Feature {
  const orders = [first, second].map(
    ({ order, laidOutFrom, shape }) =>
      `${shape.length === 3 ? order : ""} ${laidOutFrom?.join() ?? ""}`,
  );
  if (orders[0] !== orders[1])
    throw unsupportedForm(
      operation,
      "its inputs have their axes in different orders",
    );
  const { laidOutFrom } = first;
  switch (rule) {
    case "add":
    case "multiply": {
      const made = network.add(operation.name, rule, {}, [first, second]);
      return { ...made, laidOutFrom };
    }
    case "subtract": {
      const negative = network.add(
        `${operation.name}_negative`,
        "rescaling",
        { scale: -1 },
        [second],
      );
      const made = network.add(operation.name, "add", {}, [first, negative]);
      return { ...made, laidOutFrom };
    }
    case "divide":
      throw unsupportedForm(operation, "it divides by what a layer answers");
  }
}

function constants(
  operation: Operation,
  rule: Arithmetic,
  first: Tensor,
  second: Tensor,
): Value {
  const large = sizeOf(first.shape) >= sizeOf(second.shape) ? first : second;
  const ofOne = (tensor: Tensor) => sizeOf(tensor.shape) === 1;
  const isSame = first.shape.join() === second.shape.join();
  if (!isSame && !ofOne(first) && !ofOne(second))
    throw unsupportedForm(
      operation,
      "it computes with two lists of numbers of different shapes",
    );
  const at = (tensor: Tensor, i: number) =>
    tensor.data[ofOne(tensor) ? 0 : i] ?? 0;
  return constantOf(
    large.shape,
    large.data.map((_, i) => RULES[rule](at(first, i), at(second, i))),
  );
}

const RULES: Readonly<Record<Arithmetic, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

function map(values: PerChannel, apply: (value: number) => number): PerChannel {
  return typeof values === "number" ? apply(values) : values.map(apply);
}
