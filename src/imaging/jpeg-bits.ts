import { notPlain } from "./jpeg-header.ts";
import { LOOK_BITS } from "./jpeg-huffman.ts";
import type { HuffmanTable } from "./jpeg-huffman.ts";

/** Zeros behind the data, so that a block may be read past the end before that is noticed: 64 coefficients of 32 bits. */
const SLACK_BYTES = 64 * 4 + 8;

/** The bits of one scan, without stuffed bytes, in the parts between its restart markers. Made once for a thread and filled anew. */
export class JpegBits {
  data: Uint8Array = new Uint8Array(0);
  /** The place of the next bit. */
  at: number = 0;
  #end: number = 0;
  readonly #partEnds: number[] = [];
  #part: number = 0;

  /**
   * Takes the entropy-coded data of a scan.
   * @returns where the marker behind it is
   * @throws NotPlainError for anything but data, stuffed bytes and restart markers in their order
   */
  fill(bytes: Uint8Array, start: number): number {
    const needed = bytes.length - start + SLACK_BYTES;
    if (this.data.length < needed) this.data = new Uint8Array(needed * 2);
    this.#partEnds.length = 0;
    this.#part = 0;
    let length = 0;
    for (let from = start; ;) {
      const stop = bytes.indexOf(0xff, from);
      if (stop < 0 || stop + 1 >= bytes.length) throw notPlain("no end");
      const next = bytes[stop + 1] as number;
      const keep = next === 0 ? stop + 1 : stop;
      this.data.set(bytes.subarray(from, keep), length);
      length += keep - from;
      if (next !== 0) this.#partEnds.push(length);
      if (next !== 0 && next !== 0xd0 + ((this.#partEnds.length - 1) & 7)) {
        if (next === 0xff || (next >= 0xd0 && next <= 0xd7)) {
          throw notPlain("marker in a scan");
        }
        this.data.fill(0, length, length + SLACK_BYTES);
        this.at = 0;
        this.#end = (this.#partEnds[0] as number) * 8;
        return stop;
      }
      from = stop + 2;
    }
  }

  /** After every block: whether the data was enough for it. */
  requireInside(): void {
    if (this.at > this.#end) throw notPlain("early end");
  }

  /** Goes on behind the next restart marker. */
  nextPart(): void {
    this.#requirePartRead();
    this.#part++;
    const end = this.#partEnds[this.#part];
    if (end === undefined) throw notPlain("no restart marker");
    this.at = this.#end;
    this.#end = end * 8;
  }

  /** All data must have been used, but for the bits that fill the last byte. */
  finish(): void {
    this.#requirePartRead();
    if (this.#part !== this.#partEnds.length - 1) {
      throw notPlain("superfluous restart marker");
    }
  }

  /** The next bits, the first one in the sign; 25 of them are right. */
  peek(): number {
    const { data, at } = this;
    const place = at >>> 3;
    return (
      (((data[place] as number) << 24) |
        ((data[place + 1] as number) << 16) |
        ((data[place + 2] as number) << 8) |
        (data[place + 3] as number)) <<
      (at & 7)
    );
  }

  /** @param count 1 to 16 */
  bits(count: number): number {
    const value = this.peek() >>> (32 - count);
    this.at += count;
    return value;
  }

  symbol(table: HuffmanTable): number {
    const word = this.peek();
    const entry = table.symbols[word >>> (32 - LOOK_BITS)] as number;
    if (entry !== 0) {
      this.at += entry >> 8;
      return entry & 0xff;
    }
    const code = word >>> 16;
    for (let length = LOOK_BITS + 1; length <= 16; length++) {
      if (code < (table.limits[length] as number)) {
        this.at += length;
        const place =
          (code >> (16 - length)) + (table.offsets[length] as number);
        return table.values[place] as number;
      }
    }
    throw notPlain("code");
  }

  /** A signed number of so many bits (T.81, F.2.2.1). */
  signed(size: number): number {
    const value = this.bits(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  #requirePartRead(): void {
    this.requireInside();
    if (this.#end - this.at >= 8) throw notPlain("bytes too many");
  }
}
