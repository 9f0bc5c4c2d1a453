import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import type { PackedOptions } from "#engine/datasets/sources/source.ts";

/** The few files of a binary set, in a folder or in an archive. */
export interface SetFiles {
  /** What they are in, with its article, for a sentence; null for a folder. */
  readonly packedAs: string | null;
  /** Their names, in alphabetical order, with their bytes. */
  readonly sizes: ReadonlyMap<string, number>;
  /**
   * Some of them with their contents, in the order in which they lie; each is read before the next one is asked for.
   * @throws StudioError `archive/…`; CancelledError
   */
  contents(
    names: readonly string[],
    options: PackedOptions,
  ): AsyncIterable<SetFile>;
}

export interface SetFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Such a set is a few files; a folder or an archive with more is one of pictures, and not looked through. */
export const MOST_FILES = 200;

const CHUNK_BYTES = 256 * 1024;

/** The files of a folder; none where there are many, or it cannot be read. */
export async function filesOfFolder(folder: string): Promise<SetFiles> {
  const names = await namesOf(folder);
  const sizes = await Promise.all(
    names.map(
      async (name) => [name, (await stat(join(folder, name))).size] as const,
    ),
  );
  return {
    packedAs: null,
    sizes: new Map(sizes),
    async *contents(wanted) {
      for (const name of wanted) yield fileOnDisk(join(folder, name));
    },
  };
}

/** One file, opened when it is read. */
export function fileOnDisk(path: string): SetFile {
  return { name: basename(path), chunks: chunksOf(path) };
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const options = { highWaterMark: CHUNK_BYTES };
  yield* createReadStream(path, options) as AsyncIterable<Uint8Array>;
}

async function namesOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.isFile()) names.push(entry.name);
      if (names.length > MOST_FILES) return [];
    }
  } catch {
    return [];
  }
  return names.toSorted();
}

/** What a set is, in words that say what it came packed in. */
export function describeSet(what: string, { packedAs }: SetFiles): string {
  return packedAs === null ? what : `${what}, in ${packedAs}`;
}

/** The whole of a small file; null where it is not among them, or not small. */
export async function readSmallFile(
  files: SetFiles,
  name: string,
  mostBytes: number,
  options: PackedOptions,
): Promise<Buffer | null> {
  if ((files.sizes.get(name) ?? Number.POSITIVE_INFINITY) > mostBytes) {
    return null;
  }
  const parts: Uint8Array[] = [];
  for await (const { chunks } of files.contents([name], options)) {
    for await (const chunk of chunks) parts.push(chunk);
  }
  return Buffer.concat(parts);
}
