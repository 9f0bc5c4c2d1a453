import { kernels } from "#engine/imaging/picture-kernels.ts";

/**
 * Runs a kernel on pixels that are put into its memory.
 * @param into where the result goes, of the pixels' length, may be they themselves; undefined: new memory
 * @param act works from the first address to the second one; may allocate; returns where the result lies
 */
export function throughKernels(
  pixels: Uint8Array,
  into: Uint8Array | undefined,
  act: (from: number, to: number) => number,
): Uint8Array {
  kernels.clear();
  const from = kernels.allocate(pixels.length);
  const to = kernels.allocate(pixels.length);
  kernels.bytes.set(pixels, from);
  return takeOut(act(from, to), pixels.length, into);
}

/** Bytes of the kernels' memory, in `into` or else in new memory. */
export function takeOut(
  address: number,
  length: number,
  into: Uint8Array | undefined,
): Uint8Array {
  const { bytes } = kernels;
  if (into === undefined) return bytes.slice(address, address + length);
  into.set(bytes.subarray(address, address + length));
  return into;
}

/** Numbers for a kernel. @returns their address */
export function putNumbers(
  numbers: Float32Array<ArrayBuffer> | Int16Array<ArrayBuffer>,
): number {
  const address = kernels.allocate(numbers.byteLength);
  kernels.bytes.set(new Uint8Array(numbers.buffer), address);
  return address;
}

/** A copy that may be changed: in `into`, which may be the pixels themselves, or else in new memory. */
export function copyOf(
  pixels: Uint8Array,
  into: Uint8Array | undefined,
): Uint8Array {
  if (into === undefined) return pixels.slice();
  if (into !== pixels) into.set(pixels);
  return into;
}
