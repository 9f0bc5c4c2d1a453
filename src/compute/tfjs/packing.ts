import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "#engine/base/tensor.ts";

/** A tensor's place among others: its name and its own shape. */
export interface Part {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Tensors with this many elements or fewer are updated together, as one vector. A network has hundreds of small ones, for which
 * starting an op costs more than computing it; a large one alone keeps the machine busy, and a copy of it would cost memory.
 */
const SMALL = 65_536;

/**
 * Splits a list into groups that are updated together: small parts with the same key form one group, each large part is its own.
 * The order within a group is that of the list.
 */
export function groupParts<P extends Part>(
  parts: readonly P[],
  keyOf: (part: P) => string,
): P[][] {
  const groups: P[][] = [];
  const packed = new Map<string, P[]>();
  for (const part of parts) {
    const key = keyOf(part);
    const known = packed.get(key);
    if (sizeOf(part.shape) > SMALL) groups.push([part]);
    else if (known) known.push(part);
    else {
      const group = [part];
      packed.set(key, group);
      groups.push(group);
    }
  }
  return groups;
}

/** The tensors of a group as one: itself where it is alone, else a vector. The result is the caller's. */
export function pack(values: readonly tf.Tensor[]): tf.Tensor {
  const [only] = values;
  if (values.length === 1 && only) return tf.clone(only);
  return tf.tidy(() => tf.concat(values.map((value) => inShape(value, [-1]))));
}

/** The tensors of a group again, in their own shapes. They are the caller's. */
export function unpack(packed: tf.Tensor, parts: readonly Part[]): tf.Tensor[] {
  if (parts.length === 1) return [tf.clone(packed)];
  const sizes = parts.map(({ shape }) => sizeOf(shape));
  return tf.tidy(() =>
    tf
      .split(packed, sizes)
      .map((value, index) => inShape(value, parts[index]?.shape ?? [])),
  );
}

/** Most small weights are vectors already: no op for them. */
function inShape(value: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return value.rank === 1 && shape.length === 1
    ? value
    : tf.reshape(value, [...shape]);
}
