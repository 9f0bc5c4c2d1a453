import { countBits } from "#engine/base/bits.ts";

/** In how many bits two hashes differ; 0 for the same picture, about 128 of 256 for two that have nothing in common. */
export function differingBits(first: Uint32Array, second: Uint32Array): number {
  return first.reduce(
    (count, bits, index) => count + countBits(bits ^ (second[index] ?? 0)),
    0,
  );
}
