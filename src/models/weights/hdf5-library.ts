import type { h5wasm } from "h5wasm";
import { readSync } from "node:fs";

type H5Module = Awaited<(typeof h5wasm)["ready"]>;

/** Where the bytes of a file come from: a piece of any size from any place, without reading the rest. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Fills `into` from `position` on. @returns how many bytes there were, fewer at the end */
  read(into: Uint8Array, position: number): number;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.length,
    read(into, position) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** @param descriptor of an open file; the caller closes it */
export function descriptorSource(
  descriptor: number,
  sizeBytes: number,
): ByteSource {
  return {
    sizeBytes,
    read: (into, position) =>
      readSync(descriptor, into, 0, into.length, position),
  };
}

/** The parts of Emscripten's file system that are used here and that the types of h5wasm leave out. */
interface FileNode {
  usedBytes: number;
  stream_ops: StreamOperations;
}
interface StreamOperations {
  readonly read?: unknown;
  readonly write?: unknown;
}

let library: Promise<H5Module> | undefined;

/**
 * The HDF5 library (github.com/usnistgov/h5wasm), loaded on the first use: it is 4 MB of WebAssembly. It sees nothing of this machine:
 * its file system is in memory, and a file in it is what `showFile` puts there. What it would print on standard error is dropped;
 * the callers say what is wrong in words of their own.
 */
export function hdf5Library(): Promise<H5Module> {
  library ??= import("h5wasm").then(async ({ ready }) => {
    const loaded = await ready;
    const { streams } = fileSystem(loaded);
    const errors = streams[2];
    if (errors) {
      const write = (
        _stream: unknown,
        _from: unknown,
        _at: number,
        n: number,
      ) => n;
      errors.stream_ops = { ...errors.stream_ops, write };
    }
    return loaded;
  });
  return library;
}

/** Shows a file to the library under a path, read-only; its bytes are fetched as they are asked for. */
export function showFile(
  loaded: H5Module,
  path: string,
  source: ByteSource,
): void {
  loaded.FS.writeFile(path, new Uint8Array(0));
  const { node } = fileSystem(loaded).lookupPath(path);
  const read = (
    _stream: unknown,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ) => source.read(buffer.subarray(offset, offset + length), position);
  node.usedBytes = source.sizeBytes;
  node.stream_ops = { ...node.stream_ops, read };
}

export function hideFile(loaded: H5Module, path: string): void {
  loaded.FS.unlink(path);
}

function fileSystem(loaded: H5Module) {
  return loaded.FS as unknown as {
    readonly streams: (FileNode | undefined)[];
    lookupPath(path: string): { readonly node: FileNode };
  };
}
