import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Hexadecimal digests of a file, and its size. */
export interface FileDigests {
  readonly bytes: number;
  readonly md5: string;
  readonly sha256: string;
}

/** Reads a file once. @throws an AbortError when the signal is aborted */
export async function hashFile(
  path: string,
  signal?: AbortSignal,
): Promise<FileDigests> {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  let bytes = 0;
  const content = createReadStream(path, {
    highWaterMark: 1 << 20,
    ...(signal ? { signal } : {}),
  });
  for await (const part of content as AsyncIterable<Buffer>) {
    md5.update(part);
    sha256.update(part);
    bytes += part.length;
  }
  return { bytes, md5: md5.digest("hex"), sha256: sha256.digest("hex") };
}
