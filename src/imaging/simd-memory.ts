import { assembleKernels } from "./simd-assembler.ts";

type Kernel = (...numbers: readonly number[]) => void;

/** Functions of the text format and the memory that they work in. */
export interface KernelMemory<Name extends string> {
  readonly run: Readonly<Record<Name, Kernel>>;
  /** Forgets what was allocated; a memory that one huge picture made large is let go. */
  clear(): void;
  /** Address of so many bytes, with room after them for a vector; 16-aligned. What it makes of `bytes` before is out of date. */
  allocate(byteLength: number): number;
  /** All of the memory. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const PAGE_BYTES = 65_536;
const SLACK_BYTES = 32;
/** A memory above this is not kept for the next picture. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

/** Compiles kernels; once for a thread, which works on one picture at a time with them. */
export function openKernels<Name extends string>(
  source: string,
): KernelMemory<Name> {
  const module = new WebAssembly.Module(assembleKernels(source));
  let memory: WebAssembly.Memory;
  let run: Readonly<Record<Name, Kernel>>;
  let bytes: Uint8Array<ArrayBuffer>;
  let next = 0;
  const start = () => {
    memory = new WebAssembly.Memory({ initial: 1 });
    const instance = new WebAssembly.Instance(module, { host: { memory } });
    run = instance.exports as Record<Name, Kernel>;
    bytes = new Uint8Array(memory.buffer as ArrayBuffer);
  };
  start();
  return {
    get run() {
      return run;
    },
    get bytes() {
      return bytes;
    },
    clear() {
      // The first bytes stay free, so that a load just before the first address is inside.
      next = SLACK_BYTES;
      if (bytes.length > MAX_KEPT_BYTES) start();
    },
    allocate(byteLength) {
      const address = next;
      next = Math.ceil((address + byteLength + SLACK_BYTES) / 16) * 16;
      const missing = next - bytes.length;
      if (missing > 0) {
        memory.grow(Math.ceil(missing / PAGE_BYTES));
        bytes = new Uint8Array(memory.buffer as ArrayBuffer);
      }
      return address;
    },
  };
}
