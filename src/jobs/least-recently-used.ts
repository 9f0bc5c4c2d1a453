/** Keeps the values that were asked for last; what has to go is given back. */
export class LeastRecentlyUsed<Value> {
  readonly #limit: number;
  readonly #release: (value: Value) => Promise<void>;
  readonly #values = new Map<string, Promise<Value>>();

  constructor(limit: number, release: (value: Value) => Promise<void>) {
    this.#limit = limit;
    this.#release = release;
  }

  /** The value of a key, made when it is not there. A failure to make it is not kept. */
  async get(key: string, create: () => Promise<Value>): Promise<Value> {
    let value = this.#values.get(key);
    if (value === undefined) {
      value = create();
      value.catch(() => this.#values.delete(key));
    }
    this.#values.delete(key);
    this.#values.set(key, value);
    await this.#shrink();
    return value;
  }

  async #shrink(): Promise<void> {
    for (const [key, value] of this.#values) {
      if (this.#values.size <= this.#limit) return;
      this.#values.delete(key);
      await value.then(this.#release, () => undefined);
    }
  }
}
