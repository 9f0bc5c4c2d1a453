import { setImmediate as breath } from "node:timers/promises";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import {
  EXCLUDED,
  VERSION_SIDES,
  type DataVersion,
} from "#engine/storage/versions-file.ts";

/** Rows between two turns of others. */
const BREATH_ROWS = 20_000;
const HASH_BYTES = 32;

export interface ReadingOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
}

/** The data set as it is now. Others of the process have their turns meanwhile. @throws CancelledError */
export async function currentVersion(
  reader: Pick<IndexReader, "eachVersionRow" | "classes" | "count">,
  { signal, onProgress }: ReadingOptions = {},
): Promise<DataVersion> {
  const total =
    onProgress && reader.count({ excluded: "any", labelled: "any" });
  const classes = reader
    .classes()
    .map(({ id, name }) => ({ id, name }))
    .toSorted((first, second) => (first.name < second.name ? -1 : 1));
  const indexOf = new Map(classes.map(({ id }, index) => [id, index]));
  const rows = new GrowingRows();
  for (const {
    sha256,
    classId,
    split,
    excluded,
    path,
  } of reader.eachVersionRow()) {
    const side = split === null ? 0 : 1 + VERSION_SIDES.indexOf(split);
    rows.add(
      sha256,
      indexOf.get(classId) ?? classes.length,
      side + (excluded ? EXCLUDED : 0),
      path,
    );
    if (rows.count % BREATH_ROWS === 0) {
      onProgress?.({
        phase: "Reading the data set",
        done: rows.count,
        ...(total !== undefined && { total }),
        unit: "images",
      });
      await breath();
      throwIfCancelled(signal);
    }
  }
  await breath();
  const classNames = classes.map(({ name }) => name);
  return rows.inOrder(classNames);
}

/** Columns that grow as rows come. */
class GrowingRows {
  count = 0;
  #hashes = Buffer.alloc(1024 * HASH_BYTES);
  #classes = new Uint32Array(1024);
  #flags = new Uint8Array(1024);
  #pathEnds = new Uint32Array(1024);
  #paths = Buffer.alloc(1024 * 64);
  #pathBytes = 0;

  add(sha256: string, classIndex: number, flags: number, path: string): void {
    const row = this.count++;
    if (row === this.#classes.length) {
      this.#hashes = Buffer.concat([
        this.#hashes,
        Buffer.alloc(this.#hashes.byteLength),
      ]);
      this.#classes = doubled(this.#classes, Uint32Array);
      this.#flags = doubled(this.#flags, Uint8Array);
      this.#pathEnds = doubled(this.#pathEnds, Uint32Array);
    }
    const bytes = Buffer.byteLength(path);
    while (this.#pathBytes + bytes > this.#paths.byteLength) {
      this.#paths = Buffer.concat([
        this.#paths,
        Buffer.alloc(this.#paths.byteLength),
      ]);
    }
    this.#paths.write(path, this.#pathBytes);
    this.#pathBytes += bytes;
    this.#hashes.write(sha256, row * HASH_BYTES, "hex");
    this.#classes[row] = classIndex;
    this.#flags[row] = flags;
    this.#pathEnds[row] = this.#pathBytes;
  }

  inOrder(classNames: readonly string[]): DataVersion {
    const { count } = this;
    const order = orderByHash(this.#hashes, count);
    const hashes = Buffer.alloc(count * HASH_BYTES);
    const paths = Buffer.alloc(this.#pathBytes);
    const pathEnds = new Uint32Array(count);
    let end = 0;
    order.forEach((from, row) => {
      this.#hashes.copy(
        hashes,
        row * HASH_BYTES,
        from * HASH_BYTES,
        (from + 1) * HASH_BYTES,
      );
      const start = from === 0 ? 0 : (this.#pathEnds[from - 1] as number);
      end += this.#paths.copy(paths, end, start, this.#pathEnds[from]);
      pathEnds[row] = end;
    });
    return {
      count,
      classNames,
      hashes,
      classes: Uint32Array.from(order, (from) => this.#classes[from] as number),
      flags: Uint8Array.from(order, (from) => this.#flags[from] as number),
      paths,
      pathEnds,
    };
  }
}

function doubled<T extends Uint8Array | Uint32Array>(
  column: T,
  make: new (length: number) => T,
): T {
  const larger = new make(column.length * 2);
  larger.set(column);
  return larger;
}

/** Rows in the order of their hashes: dealt to buckets by two bytes, each of which is then put in order. */
function orderByHash(hashes: Buffer, count: number): Int32Array {
  const bucketOf = (row: number) => hashes.readUInt16BE(row * HASH_BYTES);
  const starts = new Int32Array(65_537);
  for (let row = 0; row < count; row++) {
    const next = bucketOf(row) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let bucket = 1; bucket < starts.length; bucket++) {
    starts[bucket] =
      (starts[bucket] as number) + (starts[bucket - 1] as number);
  }
  const order = new Int32Array(count);
  const places = starts.slice();
  for (let row = 0; row < count; row++) {
    const bucket = bucketOf(row);
    const place = places[bucket] as number;
    order[place] = row;
    places[bucket] = place + 1;
  }
  const compare = (first: number, second: number) =>
    hashes.compare(
      hashes,
      second * HASH_BYTES,
      (second + 1) * HASH_BYTES,
      first * HASH_BYTES,
      (first + 1) * HASH_BYTES,
    );
  for (let bucket = 0; bucket < 65_536; bucket++) {
    const start = starts[bucket] as number;
    const end = starts[bucket + 1] as number;
    if (end - start < 2) continue;
    order.set(order.subarray(start, end).toSorted(compare), start);
  }
  return order;
}
