import * as tf from "@tensorflow/tfjs";
import {
  NATIVE_BACKEND,
  type NativeBinding,
} from "#engine/compute/tfjs/native/load-native.ts";

/** An attribute of a TensorFlow op, as the binding takes it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The backend object of @tensorflow/tfjs-node: it runs any op of TensorFlow by name. */
export interface NativeBackend extends tf.KernelBackend {
  readonly binding: NativeBinding;
  executeSingleOutput(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** The last argument of a function given to `tf.customGrad`. */
export type SaveForGradient = (tensors: tf.Tensor[]) => void;

/** The native backend, which has been registered. */
export function nativeBackend(): NativeBackend {
  return tf.findBackend(NATIVE_BACKEND) as NativeBackend;
}

export function isNative(): boolean {
  return tf.getBackend() === NATIVE_BACKEND;
}

/** Attributes by name; the kind of each says how it is handed over. */
export function attributes(given: {
  readonly types?: Readonly<Record<string, "float32" | "int32">>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly integers?: Readonly<Record<string, number | readonly number[]>>;
  readonly flags?: Readonly<Record<string, boolean>>;
  readonly texts?: Readonly<Record<string, string>>;
}): OpAttribute[] {
  const { binding } = nativeBackend();
  const list = (values: object | undefined, type: number) =>
    Object.entries(values ?? {}).map(
      ([name, value]: [string, unknown]): OpAttribute => ({
        name,
        type,
        value,
      }),
    );
  const types = Object.entries(given.types ?? {}).map(([name, dtype]) => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: dtype === "float32" ? binding.TF_FLOAT : binding.TF_INT32,
  }));
  return [
    ...types,
    ...list(given.floats, binding.TF_ATTR_FLOAT),
    ...list(given.integers, binding.TF_ATTR_INT),
    ...list(given.flags, binding.TF_ATTR_BOOL),
    ...list(given.texts, binding.TF_ATTR_STRING),
  ];
}
