import { GraphWriter } from "./graph-writer.ts";
import {
  createSession,
  fromOrt,
  OrtTensor,
  type SessionOptions,
} from "./session.ts";

/**
 * What a training step gives back and the next one is fed: packs of weights, slots and averages, by input name. On WebGPU they stay in
 * the device's memory. Such a tensor is not the garbage collector's: it is freed here when the next takes its place (else 16 MB a step
 * are lost with a pack of 16 MB), and it is read through a session of its own, because asking the tensor for its data ends the process.
 */
export class CarriedTensors {
  readonly #options: SessionOptions;
  readonly #tensors = new Map<string, OrtTensor>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Of the session whose outputs `next:name` are carried: those that stay on the device. */
  deviceOutputs(names: readonly string[]): readonly string[] {
    return this.#options.provider === "webgpu" ? names.map(nextName) : [];
  }

  set(name: string, data: Float32Array): void {
    this.#replace(name, new OrtTensor("float32", data, [data.length]));
  }

  feeds(): Readonly<Record<string, OrtTensor>> {
    return Object.fromEntries(this.#tensors);
  }

  /** Takes what a step gave back in the place of what it was fed. */
  take(results: Readonly<Record<string, OrtTensor>>): void {
    for (const name of this.#tensors.keys()) {
      const next = results[nextName(name)];
      if (next === undefined)
        throw new TypeError(
          `Expected the training graph to give back ${nextName(name)}.`,
        );
      this.#replace(name, next);
    }
  }

  /** Name → numbers, on the CPU. */
  async read(): Promise<ReadonlyMap<string, Float32Array>> {
    const onDevice = [...this.#tensors].filter(([, value]) =>
      isOnDevice(value),
    );
    const copies = await this.#copyFromDevice(onDevice);
    return new Map(
      [...this.#tensors].map(([name, value]) => [
        name,
        fromOrt(copies[name] ?? value).data,
      ]),
    );
  }

  dispose(): void {
    this.#tensors.forEach(free);
    this.#tensors.clear();
  }

  #replace(name: string, value: OrtTensor): void {
    const before = this.#tensors.get(name);
    if (before !== undefined) free(before);
    this.#tensors.set(name, value);
  }

  async #copyFromDevice(
    tensors: readonly (readonly [string, OrtTensor])[],
  ): Promise<Readonly<Record<string, OrtTensor>>> {
    if (tensors.length === 0) return {};
    const writer = new GraphWriter("read", this.#options.provider);
    for (const [name, { dims }] of tensors) {
      const value = writer.input(nextName(name), "float32", dims);
      writer.output(name, writer.node("Identity", [value]), "float32", dims);
    }
    const session = await createSession(writer.finish(), this.#options);
    try {
      return await session.run(
        Object.fromEntries(
          tensors.map(([name, value]) => [nextName(name), value]),
        ),
      );
    } finally {
      await session.dispose();
    }
  }
}

function nextName(name: string): string {
  return `next:${name}`;
}

function isOnDevice({ location }: OrtTensor): boolean {
  return location === "gpu-buffer";
}

function free(value: OrtTensor): void {
  if (isOnDevice(value)) value.dispose();
}
