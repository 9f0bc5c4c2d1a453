import { CancelledError } from "#engine/base/cancellation.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ShardReader } from "#engine/storage/packed-shards.ts";

import type { MeasurePool } from "./measure-pool.ts";
import type { PictureColumns } from "./picture-columns.ts";

/** Small gray versions that are kept, the last used ones: 20 MB. */
const KEPT = 20_000;

/** Gives the small gray version of the picture in a row; undefined where it cannot be read any more. */
export function readSmallGray(
  {
    reader,
    pool,
    thumbnails,
    signal,
  }: {
    readonly reader: IndexReader;
    readonly pool: MeasurePool;
    readonly thumbnails: ShardReader;
    readonly signal: AbortSignal;
  },
  { imageIds }: PictureColumns,
): (row: number) => Promise<Uint8Array | undefined> {
  const kept = new Map<number, Promise<Uint8Array | undefined>>();
  async function read(row: number): Promise<Uint8Array | undefined> {
    const image = reader.image(imageIds[row]!);
    if (!image) return undefined;
    const { sha256 } = image;
    const thumbnail = await thumbnails.get(sha256);
    const source = { sha256, thumbnail, path: reader.filePath(image) };
    return pool.smallGray(source, signal).catch((error: unknown) => {
      if (error instanceof CancelledError) throw error;
      return undefined;
    });
  }
  return (row) => {
    const known = kept.get(row) ?? read(row);
    kept.delete(row);
    kept.set(row, known);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    return known;
  };
}
