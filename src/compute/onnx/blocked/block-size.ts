import { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import {
  createSession,
  fromOrt,
  toOrt,
  type SessionOptions,
} from "#engine/compute/onnx/session.ts";
import { appendBlockedKernel, BLOCKED_DOMAIN } from "./blocked-layout.ts";

const CHANNELS = 32;
const known = new Map<string, Promise<number | undefined>>();

/**
 * How many channels lie side by side in onnxruntime's blocked layout on this processor (16 with AVX-512 and on 64-bit Arm, 8 with
 * AVX), found by computing with it, or undefined where that layout is missing or a small convolution in it is not equal to the
 * plain one.
 */
export async function blockSize(
  options: SessionOptions = {},
): Promise<number | undefined> {
  if (options.layout === "plain" || (options.provider ?? "cpu") !== "cpu")
    return undefined;
  const key = options.runtime ?? "default";
  const found = known.get(key) ?? findBlockSize({ ...options, threads: 1 });
  known.set(key, found);
  return found;
}

async function findBlockSize(
  options: SessionOptions,
): Promise<number | undefined> {
  try {
    const block = await readBlockSize(options);
    if (block === undefined || CHANNELS % block !== 0) return undefined;
    return (await agrees(block, options)) ? block : undefined;
  } catch {
    // A build without the blocked operators refuses the graph.
    return undefined;
  }
}

/** Two pixels of 32 channels, reordered: the place of the first channel's second pixel is the block. */
async function readBlockSize(
  options: SessionOptions,
): Promise<number | undefined> {
  const writer = new GraphWriter("block-size");
  const input = writer.input("x", "float32", [1, CHANNELS, 1, 2]);
  const blocked = writer.node(`${BLOCKED_DOMAIN}ReorderInput`, [input]);
  writer.output("y", blocked, "float32", [1, CHANNELS, 1, 2]);
  const session = await createSession(writer.finish(), options);
  const data = Float32Array.from({ length: CHANNELS * 2 }, (_, i) => i);
  const results = await session.run({
    x: toOrt({ shape: [1, CHANNELS, 1, 2], data }),
  });
  const place = fromOrt(results["y"]).data.indexOf(1);
  await session.dispose();
  return place > 1 ? place : undefined;
}

/** A 3 × 3 convolution, plain and blocked, of 32 channels into 16. */
async function agrees(
  block: number,
  options: SessionOptions,
): Promise<boolean> {
  const writer = new GraphWriter("block-check");
  const shape = [1, CHANNELS, 5, 4] as const;
  const kernelShape = [16, CHANNELS, 3, 3] as const;
  const input = writer.input("x", "float32", shape);
  const kernel = writer.input("w", "float32", kernelShape);
  const attributes = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };
  const plain = writer.node("Conv", [input, kernel], attributes);
  const blocked = writer.node(
    `${BLOCKED_DOMAIN}Conv`,
    [
      writer.node(`${BLOCKED_DOMAIN}ReorderInput`, [input]),
      appendBlockedKernel(writer, kernel, kernelShape, block),
    ],
    attributes,
  );
  const again = writer.node(`${BLOCKED_DOMAIN}ReorderOutput`, [blocked], {
    channels: 16,
  });
  const outputs = [1, 16, 5, 4];
  writer.output("plain", plain, "float32", outputs);
  writer.output("blocked", again, "float32", outputs);
  const session = await createSession(writer.finish(), options);
  const wave = (dims: readonly number[]) =>
    toOrt({
      shape: dims,
      data: Float32Array.from(
        { length: dims.reduce((product, extent) => product * extent, 1) },
        (_, i) => Math.sin(i),
      ),
    });
  const results = await session.run({ x: wave(shape), w: wave(kernelShape) });
  const left = fromOrt(results["plain"]).data;
  const right = fromOrt(results["blocked"]).data;
  await session.dispose();
  return left.every((value, i) => Math.abs(value - (right[i] ?? 0)) < 1e-3);
}
