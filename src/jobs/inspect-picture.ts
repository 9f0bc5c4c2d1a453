import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { InspectedPicture } from "#engine/imaging/decode-worker-protocol.ts";

let pool: ReturnType<typeof createDecodePool> | undefined;

/**
 * Hash, facts and small picture of a file, for whoever takes single pictures in.
 * @throws PictureError why the file cannot be used
 */
export function inspectPicture({
  path,
}: {
  readonly path: string;
}): Promise<InspectedPicture> {
  pool ??= createDecodePool({ threads: 1 });
  return pool.inspect({ path });
}
