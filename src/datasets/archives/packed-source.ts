import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { ScanEntry } from "#engine/datasets/scan.ts";
import type {
  PackedOptions,
  PackedSource,
} from "#engine/datasets/sources/source.ts";

import type { PackedEntry } from "./packed-file.ts";
import { writeFiles } from "./write-files.ts";

/** Files that say what the pictures are, which the dry run reads. */
const TABLE_NAME = /\.(?:csv|tsv|jsonl)$/i;

/**
 * A source from the one thing in which they differ: the files that it holds.
 * @param list gives them in their order, and reports progress under the phase
 */
export function packedSource(
  kind: PackedSource["kind"],
  description: string,
  list: (options: PackedOptions, phase: string) => AsyncGenerator<PackedEntry>,
): PackedSource {
  return {
    kind,
    description,
    async *entries({ tables, ...options }) {
      for await (const entry of list(options, "Looking through the archive")) {
        if (entry.kind === "file" && tables !== undefined) {
          if (TABLE_NAME.test(entry.path)) {
            const target = join(tables, ...entry.path.split("/"));
            await mkdir(dirname(target), { recursive: true });
            await writeFile(target, entry.read());
          }
        }
        yield toScanEntry(entry);
      }
    },
    files: (options) => list(options, "Unpacking"),
    unpack: (folder, options) =>
      writeFiles(folder, list(options, "Unpacking"), options.signal),
  };
}

function toScanEntry(entry: PackedEntry): ScanEntry {
  return entry.kind === "problem" ? entry : { kind: "file", path: entry.path };
}
