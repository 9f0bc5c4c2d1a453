/** A code of a JPEG (ITU-T T.81, annex C and F.2.2.3), with tables that answer for several bits at once. */
export interface HuffmanTable {
  /** By the next LOOK_BITS bits: length << 8 | symbol, or 0 where the code is longer. */
  readonly symbols: Uint16Array;
  /**
   * By the next LOOK_BITS bits, for codes of a coefficient with its extra bits inside: value << 16 | zeros before it << 8 | bits in all;
   * 0 elsewhere.
   */
  readonly coefficients: Int32Array;
  /** By length: the first 16-bit-aligned code that is too large for it. */
  readonly limits: Int32Array;
  /** By length: what leads from a code to its place in `values`. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

export const LOOK_BITS = 10;
/** Most files have the tables of the standard's annex K. */
const CACHE_SIZE = 32;

const cache = new Map<string, HuffmanTable>();

/**
 * @param definition 16 numbers of codes by length, then the symbols
 * @returns undefined where the lengths make no code
 */
export function buildHuffmanTable(
  definition: Uint8Array,
): HuffmanTable | undefined {
  const key = Buffer.from(
    definition.buffer,
    definition.byteOffset,
    definition.length,
  ).toString("latin1");
  const known = cache.get(key);
  if (known) return known;
  const table = build(definition);
  if (!table) return undefined;
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, table);
  return table;
}

function build(definition: Uint8Array): HuffmanTable | undefined {
  const values = definition.slice(16);
  const symbols = new Uint16Array(1 << LOOK_BITS);
  const limits = new Int32Array(18);
  const offsets = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = definition[length - 1] as number;
    offsets[length] = place - code;
    // The code of ones only is reserved.
    if (count > 0 && code + count >= 1 << length) return undefined;
    for (let i = 0; i < count; i++, code++, place++) {
      if (length > LOOK_BITS) continue;
      const free = LOOK_BITS - length;
      const entry = (length << 8) | (values[place] as number);
      symbols.fill(entry, code << free, (code + 1) << free);
    }
    limits[length] = code << (16 - length);
    code <<= 1;
  }
  limits[17] = 0x7fff_ffff;
  const coefficients = combine(symbols);
  return { symbols, coefficients, limits, offsets, values };
}

function combine(symbols: Uint16Array): Int32Array {
  const coefficients = new Int32Array(1 << LOOK_BITS);
  for (let bits = 0; bits < coefficients.length; bits++) {
    const entry = symbols[bits] as number;
    const length = entry >> 8;
    const size = entry & 0x0f;
    const total = length + size;
    if (length === 0 || size === 0 || total > LOOK_BITS) continue;
    const extra = (bits >> (LOOK_BITS - total)) & ((1 << size) - 1);
    const value = extra < 1 << (size - 1) ? extra - (1 << size) + 1 : extra;
    const zeros = (entry >> 4) & 0x0f;
    coefficients[bits] = (value << 16) | (zeros << 8) | total;
  }
  return coefficients;
}
