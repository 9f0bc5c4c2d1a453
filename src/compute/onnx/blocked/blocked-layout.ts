import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";

/**
 * Prefix of onnxruntime's operators on blocked pictures, NCHWc: [batch, channels / block, height, width, block], announced as
 * [batch, channels, height, width]. Its graph optimizer uses them where kernels are constant; here they are written directly, with
 * kernels brought into their order inside the graph, so that networks that learn run on the same fast kernels
 * (Evangelos Georganas et al., Anatomy of High-Performance Deep Learning Convolutions on SIMD Architectures, 2018,
 * https://arxiv.org/abs/1808.05567). Whatever works number by number takes blocked pictures as they are.
 */
export const BLOCKED_DOMAIN = "com.microsoft.nchwc::";

/** Keeps account of which ONNX values of a graph are blocked, and brings values from one layout to the other, each once. */
export class BlockedLayout {
  /** Channels that lie side by side. */
  readonly block: number;
  readonly #writer: GraphWriter;
  /** Blocked value → channels. */
  readonly #channels = new Map<string, number>();
  readonly #plainOf = new Map<string, string>();
  readonly #blockedOf = new Map<string, string>();

  constructor(writer: GraphWriter, block: number) {
    this.#writer = writer;
    this.block = block;
  }

  /** Channels as stored: a whole number of blocks. */
  stored(channels: number): number {
    return Math.ceil(channels / this.block) * this.block;
  }

  isBlocked(value: string): boolean {
    return this.#channels.has(value);
  }

  /** Notes that a value is blocked; its channels must be a whole number of blocks. */
  note(value: string, channels: number): string {
    this.#channels.set(value, channels);
    return value;
  }

  /** A value as blocked; channels that are missing to a whole block are zero. */
  toBlocked(value: string, channels: number): string {
    if (this.isBlocked(value)) return value;
    const known = this.#blockedOf.get(value);
    if (known !== undefined) return known;
    // The operator takes a multiple of four channels.
    const filled =
      channels % 4 === 0
        ? value
        : appendFilled(this.#writer, value, [
            0,
            this.stored(channels) - channels,
          ]);
    const blocked = this.#writer.node(`${BLOCKED_DOMAIN}ReorderInput`, [
      filled,
    ]);
    this.#blockedOf.set(value, blocked);
    if (channels % this.block === 0) {
      this.#channels.set(blocked, channels);
      this.#plainOf.set(blocked, value);
    }
    return blocked;
  }

  /** A value as [batch, channels, height, width]. */
  toPlain(value: string): string {
    const channels = this.#channels.get(value);
    if (channels === undefined) return value;
    const known = this.#plainOf.get(value);
    if (known !== undefined) return known;
    const plain = this.reorderOutput(value, channels);
    this.#plainOf.set(value, plain);
    this.#blockedOf.set(plain, value);
    return plain;
  }

  /** The plain form of a blocked value that may have more channels stored than it has. */
  reorderOutput(value: string, channels: number): string {
    return this.#writer.node(`${BLOCKED_DOMAIN}ReorderOutput`, [value], {
      channels,
    });
  }
}

type KernelShape = readonly [
  filters: number,
  channels: number,
  height: number,
  width: number,
];

/** [filters, channels, h, w] → [filters / block, channels / block, h, w, channel, filter], filled up with zeros to whole blocks. */
export function appendBlockedKernel(
  writer: GraphWriter,
  kernel: string,
  [filters, channels, height, width]: KernelShape,
  block: number,
): string {
  const outer = Math.ceil(filters / block);
  const inner = Math.ceil(channels / block);
  const filled = appendFilled(writer, kernel, [
    outer * block - filters,
    inner * block - channels,
  ]);
  const split = [outer, block, inner, block, height * width];
  const ordered = writer.node(
    "Transpose",
    [writer.node("Reshape", [filled, writer.ints(split)])],
    { perm: [0, 2, 4, 3, 1] },
  );
  const shape = [outer * block, inner * block, height, width];
  return writer.node("Reshape", [ordered, writer.ints(shape)]);
}

/** [filters, channels, h, w] → [filters / block, channels, h, w, filter]: for plain pictures of few channels, and depthwise (channels 1). */
export function appendFilterBlocks(
  writer: GraphWriter,
  kernel: string,
  [filters, channels, height, width]: KernelShape,
  block: number,
): string {
  const outer = Math.ceil(filters / block);
  const filled = appendFilled(writer, kernel, [outer * block - filters, 0]);
  const split = [outer, block, channels * height * width];
  const ordered = writer.node(
    "Transpose",
    [writer.node("Reshape", [filled, writer.ints(split)])],
    { perm: [0, 2, 1] },
  );
  const shape = [outer * block, channels, height, width];
  return writer.node("Reshape", [ordered, writer.ints(shape)]);
}

/** Adds zeros at the end of the first axes. */
export function appendFilled(
  writer: GraphWriter,
  value: string,
  missing: readonly number[],
): string {
  if (missing.every((count) => count === 0)) return value;
  return writer.node("Pad", [
    value,
    writer.ints([...missing.map(() => 0), ...missing]),
    writer.scalar(0),
    writer.ints(missing.map((_, axis) => axis)),
  ]);
}
