/** Operators that compute with numbers of the file, such as the shape that a Reshape takes and the border that a Pad takes. */
import { sizeOf } from "#engine/base/tensor.ts";
import type { Rule } from "#engine/models/weights/operations/convert-operations.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import {
  axisFromFront,
  channelAxis,
  constantOf,
} from "#engine/models/weights/operations/values.ts";
import type { OnnxOperation } from "./onnx-file.ts";
import { numberOf } from "./attributes.ts";

/** Lists that describe shapes are short; a longer one is meant to fill the memory. */
const LONGEST_LIST = 1000;

export const constantOfShape: Rule<OnnxOperation> = (
  operation,
  { constant },
) => {
  const extents = [...constant(0).data];
  const size = sizeOf(extents);
  if (size > LONGEST_LIST)
    throw unsupportedForm(operation, `it makes ${size} equal numbers`);
  const value = operation.attributes.get("value");
  const [filling = 0] =
    typeof value === "object" && "listed" in value ? value.listed : [];
  const isZeros =
    typeof value !== "object" ||
    !("bytes" in value) ||
    (value.bytes?.every((byte) => byte === 0) ?? true);
  if (!isZeros || filling !== 0)
    throw unsupportedForm(operation, "it makes numbers that are not zero");
  return constantOf(extents, new Float32Array(size));
};

/** Part of a list or table, also backwards, along one axis. */
export const constantSlice: Rule<OnnxOperation> = (
  operation,
  { constant, has },
) => {
  const { shape: extents, data } = constant(0);
  const starts = constant(1).data;
  const axes = has(3) ? constant(3).data : Float32Array.of(0);
  const [step = 1] = has(4) ? constant(4).data : [1];
  if (starts.length !== 1 || axes.length !== 1 || data.length > LONGEST_LIST)
    throw unsupportedForm(operation, "it cuts a table along several axes");
  const [axis = 0] = axes;
  const along = axis < 0 ? axis + extents.length : axis;
  const extent = extents[along] ?? 1;
  const fromFront = (place = 0) => (place < 0 ? place + extent : place);
  const least = step < 0 ? -1 : 0;
  const most = step < 0 ? extent - 1 : extent;
  const limited = (place: number) => Math.min(most, Math.max(least, place));
  const start = limited(fromFront(starts[0]));
  const end = limited(fromFront(constant(2).data[0]));
  const count = Math.max(0, Math.ceil((end - start) / step));
  const inner = sizeOf(extents.slice(along + 1));
  const result = extents.map((size, i) => (i === along ? count : size));
  return constantOf(
    result,
    Float32Array.from({ length: sizeOf(result) }, (_, index) => {
      const outer = Math.floor(index / (inner * count));
      const place = start + (Math.floor(index / inner) % count) * step;
      return data[(outer * extent + place) * inner + (index % inner)] ?? 0;
    }),
  );
};

/** Channels in another order, or entries of a list such as a shape. */
export const gather: Rule<OnnxOperation> = (
  operation,
  { network, value, constant },
) => {
  const input = value(0);
  const indices = constant(1);
  if (input.kind === "constant") {
    if (input.tensor.shape.length > 1)
      throw unsupportedForm(operation, "it takes rows of a table");
    const { data } = input.tensor;
    return constantOf(
      indices.shape,
      indices.data.map((i) => data[i < 0 ? i + data.length : i] ?? 0),
    );
  }
  const axis = axisFromFront(numberOf(operation, "axis", 0), input);
  const isList = indices.shape.length === 1 && input.laidOutFrom === undefined;
  if (!isList || axis !== channelAxis(input))
    throw unsupportedForm(operation, "it takes something else than channels");
  const channels = [...indices.data];
  return network.add(operation.name, "selectChannels", { channels }, [input]);
};

/** A formula of numbers of the file, such as the deviation that a normalization divides by. */
export function computed(
  formula: (...values: readonly number[]) => number,
): Rule<OnnxOperation> {
  return ({ inputs }, { constant }) => {
    const tensors = inputs.map((_, index) => constant(index));
    const largest = tensors.reduce((a, b) =>
      b.data.length > a.data.length ? b : a,
    );
    return constantOf(
      largest.shape,
      largest.data.map((_, i) =>
        formula(...tensors.map(({ data }) => data[i % data.length] ?? 0)),
      ),
    );
  };
}
