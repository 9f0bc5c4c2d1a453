import type { Random } from "#engine/base/random.ts";

/** Numbers that lengths, counts and offsets go wrong with. */
const EXTREMES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff,
  0x80000000, 0xfffffffe, 0xffffffff,
];

type Mutation = (bytes: Buffer, other: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  truncate,
  doublePart,
  leavePartOut,
  writeNumber,
  writeNumber,
  splice,
  swapHeads,
  fillPart,
];

/**
 * Damages a file in one to three ways: flipped bits, an early end, parts twice or missing, extreme numbers where a length may be, the tail
 * or the head of another file, parts full of one byte or of noise.
 * @param other what is spliced in
 */
export function mutated(
  bytes: Uint8Array,
  other: Uint8Array,
  random: Random,
): Buffer {
  let result = Buffer.from(bytes);
  const times = 1 + random.integer(3);
  for (let i = 0; i < times && result.length > 0; i++) {
    const mutation = MUTATIONS[random.integer(MUTATIONS.length)] as Mutation;
    result = Buffer.from(mutation(result, Buffer.from(other), random));
  }
  return result;
}

function flipBits(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const count = 1 + random.integer(8);
  for (let i = 0; i < count; i++) {
    const at = placeIn(bytes, random);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.integer(8)), at);
  }
  return bytes;
}

function truncate(bytes: Buffer, _: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.integer(bytes.length));
}

function doublePart(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const [start, end] = partOf(bytes, random);
  return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
}

function leavePartOut(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const [start, end] = partOf(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function writeNumber(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const width = [1, 2, 4][random.integer(3)] as number;
  if (bytes.length < width) return bytes;
  const at = Math.min(placeIn(bytes, random), bytes.length - width);
  const extreme = EXTREMES[random.integer(EXTREMES.length)] as number;
  const value = extreme % 2 ** (8 * width);
  if (random.next() < 0.5) bytes.writeUIntBE(value, at, width);
  else bytes.writeUIntLE(value, at, width);
  return bytes;
}

function splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
  return Buffer.concat([
    bytes.subarray(0, random.integer(bytes.length + 1)),
    other.subarray(random.integer(other.length + 1)),
  ]);
}

function swapHeads(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const length = 1 + random.integer(Math.min(64, bytes.length));
  return Buffer.concat([other.subarray(0, length), bytes.subarray(length)]);
}

function fillPart(bytes: Buffer, _: Buffer, random: Random): Buffer {
  const [start, end] = partOf(bytes, random);
  const value = [0, 255, -1][random.integer(3)] as number;
  for (let at = start; at < end; at++) {
    bytes.writeUInt8(value < 0 ? random.integer(256) : value, at);
  }
  return bytes;
}

/** Half of the time near the beginning, where headers are. */
function placeIn(bytes: Buffer, random: Random): number {
  const limit = random.next() < 0.5 ? Math.min(64, bytes.length) : bytes.length;
  return random.integer(limit);
}

function partOf(bytes: Buffer, random: Random): [number, number] {
  const start = placeIn(bytes, random);
  return [start, Math.min(bytes.length, start + 1 + random.integer(48))];
}
