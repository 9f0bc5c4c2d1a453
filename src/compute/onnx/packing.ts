import { sizeOf, tensor, type Tensor } from "#engine/base/tensor.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import type { GraphWriter } from "./graph-writer.ts";
import { weightFromInside, weightToInside } from "./layout.ts";
import type { WeightReference } from "./steps.ts";

/**
 * Weights of a training graph travel as a few long vectors, so that an optimizer is a dozen nodes and not a dozen for every weight.
 * A vector is kept to this many numbers (one weight may exceed it alone), because onnxruntime copies what goes in and out.
 */
const NUMBERS_PER_PACK = 2 ** 22;

export interface Pack {
  readonly name: string;
  readonly segments: readonly PackSegment[];
  /** Numbers in all. */
  readonly size: number;
}

export interface PackSegment {
  readonly reference: WeightReference;
  /** In Keras's layout. */
  readonly shape: Shape;
  /** In the layout inside. */
  readonly insideShape: readonly number[];
  readonly size: number;
}

/** Divides weights over packs, in order. */
export function planPacks(
  name: string,
  references: readonly WeightReference[],
  weightOf: (key: string) => Tensor,
  limit: number = NUMBERS_PER_PACK,
): readonly Pack[] {
  const groups: PackSegment[][] = [];
  let room = 0;
  for (const reference of references) {
    const weight = weightOf(reference.key);
    const size = sizeOf(weight.shape);
    const insideShape = weightToInside(weight, reference.layout).shape;
    const segment = { reference, shape: weight.shape, insideShape, size };
    const last = groups.at(-1);
    if (last !== undefined && size <= room) {
      last.push(segment);
      room -= size;
    } else {
      groups.push([segment]);
      room = limit - size;
    }
  }
  return groups.map((segments, index) => ({
    name: `${name}-${index}`,
    segments,
    size: segments.reduce((sum, { size }) => sum + size, 0),
  }));
}

/** Takes a packed ONNX value apart. @returns weight key → ONNX value, in the shape inside */
export function appendUnpacked(
  writer: GraphWriter,
  pack: Pack,
  packed: string,
): Map<string, string> {
  const sizes = writer.ints(pack.segments.map(({ size }) => size));
  const parts =
    pack.segments.length === 1
      ? [packed]
      : writer.nodes(
          "Split",
          [packed, sizes],
          pack.segments.map(() => true),
          { axis: 0 },
        );
  return new Map(
    pack.segments.map(({ reference, insideShape }, index) => {
      const part = parts[index] ?? "";
      const value =
        insideShape.length === 1
          ? part
          : writer.node("Reshape", [part, writer.ints(insideShape)]);
      return [reference.key, value];
    }),
  );
}

/** Puts ONNX values, one for each segment, together as the pack lays them out. */
export function appendPacked(
  writer: GraphWriter,
  pack: Pack,
  valueOf: (reference: WeightReference) => string,
): string {
  const parts = pack.segments.map(({ reference, insideShape }) => {
    const value = valueOf(reference);
    return insideShape.length === 1
      ? value
      : writer.node("Reshape", [value, writer.ints([-1])]);
  });
  return parts.length === 1
    ? (parts[0] ?? "")
    : writer.node("Concat", parts, { axis: 0 });
}

/** Lays tensors in Keras's layout out as a pack; `tensorOf` gives the one of a weight key. */
export function fillPack(
  pack: Pack,
  tensorOf: (key: string) => Tensor,
): Float32Array {
  const data = new Float32Array(pack.size);
  let offset = 0;
  for (const { reference, size } of pack.segments) {
    data.set(
      weightToInside(tensorOf(reference.key), reference.layout).data,
      offset,
    );
    offset += size;
  }
  return data;
}

/** The inverse of `fillPack`: copies, by weight key. */
export function readPack(pack: Pack, data: Float32Array): [string, Tensor][] {
  let offset = 0;
  return pack.segments.map(({ reference, shape, size }) => {
    const part = data.slice(offset, offset + size);
    offset += size;
    const { data: ordered } = weightFromInside(part, reference.layout, shape);
    return [reference.key, tensor(shape, ordered)];
  });
}
