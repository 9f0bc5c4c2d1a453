const NOTHING: Buffer = Buffer.alloc(0);

/** Takes a stream apart into pieces of chosen lengths. What is there already is given without waiting and without a copy. */
export class ByteQueue {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk = NOTHING;
  #at = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** A piece that lies in what was read already, else undefined. */
  takeNow(length: number): Buffer | undefined {
    const end = this.#at + length;
    if (end > this.#chunk.length) return undefined;
    const piece = this.#chunk.subarray(this.#at, end);
    this.#at = end;
    return piece;
  }

  /** A piece of this length; null at the end of the stream. @throws Error when the stream ends within it */
  async take(length: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.takeSome(missing);
      if (part === null) {
        if (parts.length === 0) return null;
        throw new Error("it ends too early");
      }
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? (parts[0] ?? NOTHING) : Buffer.concat(parts);
  }

  /** One byte or more, at most as many as asked for; null at the end. */
  async takeSome(most: number): Promise<Buffer | null> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#chunks.next();
      if (next.done === true) return null;
      this.#chunk = next.value;
      this.#at = 0;
    }
    const length = Math.min(most, this.#chunk.length - this.#at);
    return this.takeNow(length) ?? null;
  }
}
