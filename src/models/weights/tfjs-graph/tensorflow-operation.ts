import { isRecord } from "#engine/models/weights/keras-config.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import type { Operation } from "#engine/models/weights/operations/values.ts";

/**
 * A node of TensorFlow's GraphDef as JSON has it: text in base64, whole numbers also as text
 * (github.com/tensorflow/tensorflow, tensorflow/core/framework/node_def.proto).
 */
export interface TensorflowOperation extends Operation {
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Control inputs (`^name`) only order the steps; `name:0` is the first output, called `name`. */
export function readOperation(node: unknown): TensorflowOperation | undefined {
  if (!isRecord(node)) return undefined;
  const { name, op, input, attr } = node;
  if (typeof name !== "string" || typeof op !== "string") return undefined;
  const inputs = Array.isArray(input) ? input.map(String) : [];
  return {
    name,
    op,
    inputs: inputs
      .filter((from) => !from.startsWith("^"))
      .map((from) => from.replace(/:0$/, "")),
    outputs: [name],
    attributes: isRecord(attr) ? attr : {},
  };
}

export function text(operation: TensorflowOperation, key: string): string {
  return decoded(field(operation, key, "s"));
}

export function texts(operation: TensorflowOperation, key: string): string[] {
  return list(operation, key, "s").map(decoded);
}

export function whole(
  operation: TensorflowOperation,
  key: string,
  fallback: number,
): number {
  return Number(field(operation, key, "i") ?? fallback);
}

export function real(
  operation: TensorflowOperation,
  key: string,
  fallback: number,
): number {
  return Number(field(operation, key, "f") ?? fallback);
}

export function flag(operation: TensorflowOperation, key: string): boolean {
  return field(operation, key, "b") === true;
}

export function wholes(operation: TensorflowOperation, key: string): number[] {
  return list(operation, key, "i").map(Number);
}

/** Height and width of a list for batch, height, width and channels. */
export function heightAndWidth(
  operation: TensorflowOperation,
  key: string,
): [number, number] {
  const values = wholes(operation, key);
  if (values.length === 0) return [1, 1];
  const [batch, height = 1, width = 1, channels] = values;
  if (batch === 1 && channels === 1) return [height, width];
  throw unsupportedForm(operation, `its ${key} are ${values.join(", ")}`);
}

export function requireChannelsLast(operation: TensorflowOperation): void {
  const format = text(operation, "data_format");
  if (format === "" || format === "NHWC") return;
  throw unsupportedForm(
    operation,
    `its pictures have the form ${format}, not NHWC`,
  );
}

function field(
  { attributes }: TensorflowOperation,
  key: string,
  kind: string,
): unknown {
  const value = attributes[key];
  return isRecord(value) ? value[kind] : undefined;
}

function list(
  operation: TensorflowOperation,
  key: string,
  kind: string,
): unknown[] {
  const values = field(operation, key, "list");
  const found = isRecord(values) ? values[kind] : undefined;
  return Array.isArray(found) ? found : [];
}

/** Also as the list of bytes that some converters write. */
function decoded(value: unknown): string {
  if (Array.isArray(value)) return String.fromCharCode(...value.map(Number));
  return typeof value === "string"
    ? Buffer.from(value, "base64").toString("latin1")
    : "";
}
