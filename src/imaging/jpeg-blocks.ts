import type { JpegBits } from "./jpeg-bits.ts";
import { notPlain, ZIGZAG } from "./jpeg-header.ts";
import { LOOK_BITS } from "./jpeg-huffman.ts";
import type { HuffmanTable } from "./jpeg-huffman.ts";

/**
 * The entropy decoding of one block of 8 × 8 coefficients: sequential (ITU-T T.81, F.2) and the four kinds of progressive scans (G.2).
 * Each reads from `bits` and changes the 64 numbers from `offset` on, which are in order of place and not dequantised.
 */
export interface BlockState {
  readonly bits: JpegBits;
  /** The last DC value of each component. */
  readonly predictions: Int32Array;
  /** Blocks to come that have no more coefficients in this band. */
  endOfBandRun: number;
}

export interface BlockScan {
  readonly first: number;
  readonly last: number;
  readonly lowBit: number;
}

export type DecodeBlock = (
  state: BlockState,
  coefficients: Int16Array,
  offset: number,
  component: number,
  dc: HuffmanTable,
  ac: HuffmanTable,
  scan: BlockScan,
) => void;

export function decodeSequential(
  state: BlockState,
  coefficients: Int16Array,
  offset: number,
  component: number,
  dc: HuffmanTable,
  ac: HuffmanTable,
): void {
  const { bits } = state;
  coefficients[offset] = nextDc(state, component, dc);
  // The innermost loop of decoding: what it uses is at hand, and `bits` is told only where it is needed.
  const combined = ac.coefficients;
  const { data } = bits;
  let { at } = bits;
  for (let k = 1; k < 64; k++) {
    const place = at >>> 3;
    const word =
      (((data[place] as number) << 24) |
        ((data[place + 1] as number) << 16) |
        ((data[place + 2] as number) << 8)) <<
      (at & 7);
    const entry = combined[word >>> (32 - LOOK_BITS)] as number;
    if (entry !== 0) {
      at += entry & 0xff;
      k += (entry >> 8) & 0x0f;
      if (k > 63) throw notPlain("coefficient");
      coefficients[offset + (ZIGZAG[k] as number)] = entry >> 16;
      continue;
    }
    bits.at = at;
    const symbol = bits.symbol(ac);
    const size = symbol & 0x0f;
    if (size === 0 && symbol !== 0xf0) {
      if (symbol !== 0) throw notPlain("symbol");
      bits.requireInside();
      return;
    }
    k += symbol >> 4;
    if (k > 63) throw notPlain("coefficient");
    if (size > 0) {
      coefficients[offset + (ZIGZAG[k] as number)] = bits.signed(size);
    }
    at = bits.at;
  }
  bits.at = at;
  bits.requireInside();
}

export function decodeFirstDc(
  state: BlockState,
  coefficients: Int16Array,
  offset: number,
  component: number,
  dc: HuffmanTable,
  _ac: HuffmanTable,
  { lowBit }: BlockScan,
): void {
  coefficients[offset] = nextDc(state, component, dc) << lowBit;
  state.bits.requireInside();
}

export function refineDc(
  { bits }: BlockState,
  coefficients: Int16Array,
  offset: number,
  _component: number,
  _dc: HuffmanTable,
  _ac: HuffmanTable,
  { lowBit }: BlockScan,
): void {
  if (bits.bits(1) === 1) {
    coefficients[offset] = (coefficients[offset] as number) | (1 << lowBit);
  }
  bits.requireInside();
}

export function decodeFirstAc(
  state: BlockState,
  coefficients: Int16Array,
  offset: number,
  _component: number,
  _dc: HuffmanTable,
  ac: HuffmanTable,
  { first, last, lowBit }: BlockScan,
): void {
  if (state.endOfBandRun > 0) {
    state.endOfBandRun--;
    return;
  }
  const { bits } = state;
  for (let k = first; k <= last; k++) {
    const symbol = bits.symbol(ac);
    const zeros = symbol >> 4;
    const size = symbol & 0x0f;
    if (size === 0 && zeros < 15) {
      state.endOfBandRun = endOfBandRun(bits, zeros) - 1;
      break;
    }
    k += zeros;
    if (k > last) throw notPlain("coefficient");
    if (size === 0) continue;
    const place = offset + (ZIGZAG[k] as number);
    coefficients[place] = bits.signed(size) << lowBit;
  }
  bits.requireInside();
}

export function refineAc(
  state: BlockState,
  coefficients: Int16Array,
  offset: number,
  _component: number,
  _dc: HuffmanTable,
  ac: HuffmanTable,
  { first, last, lowBit }: BlockScan,
): void {
  const { bits } = state;
  const one = 1 << lowBit;
  let k = first;
  while (state.endOfBandRun === 0 && k <= last) {
    const symbol = bits.symbol(ac);
    const size = symbol & 0x0f;
    let zeros = symbol >> 4;
    if (size > 1) throw notPlain("symbol");
    if (size === 0 && zeros < 15) {
      state.endOfBandRun = endOfBandRun(bits, zeros);
      break;
    }
    const value = size === 0 ? 0 : bits.bits(1) === 1 ? one : -one;
    // Past so many zeros; what is not zero on the way is refined.
    for (; k <= last; k++) {
      const place = offset + (ZIGZAG[k] as number);
      if (coefficients[place] !== 0) refine(bits, coefficients, place, one);
      else if (--zeros < 0) break;
    }
    if (value !== 0) {
      if (k > last) throw notPlain("coefficient");
      coefficients[offset + (ZIGZAG[k] as number)] = value;
    }
    k++;
  }
  if (state.endOfBandRun > 0) {
    for (; k <= last; k++) {
      const place = offset + (ZIGZAG[k] as number);
      if (coefficients[place] !== 0) refine(bits, coefficients, place, one);
    }
    state.endOfBandRun--;
  }
  bits.requireInside();
}

function refine(
  bits: JpegBits,
  coefficients: Int16Array,
  place: number,
  one: number,
): void {
  if (bits.bits(1) === 0) return;
  const value = coefficients[place] as number;
  if ((value & one) !== 0) return;
  coefficients[place] = value >= 0 ? value + one : value - one;
}

function nextDc(
  { bits, predictions }: BlockState,
  component: number,
  dc: HuffmanTable,
): number {
  const size = bits.symbol(dc);
  if (size > 11) throw notPlain("symbol");
  if (size > 0) {
    const value = (predictions[component] as number) + bits.signed(size);
    // Eight times the range of a sample: more is damage that happens to decode.
    if (value > 2047 || value < -2048) throw notPlain("DC value");
    predictions[component] = value;
  }
  return predictions[component] as number;
}

function endOfBandRun(bits: JpegBits, size: number): number {
  return size === 0 ? 1 : (1 << size) + bits.bits(size);
}
