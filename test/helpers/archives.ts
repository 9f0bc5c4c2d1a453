import { gzipSync } from "node:zlib";

import { zipSync, type ZipAttributes } from "fflate";
import { pack, type Headers } from "tar-stream";

/** An entry as a stranger may write it. */
export interface WrittenEntry extends Headers {
  readonly content?: string | Uint8Array;
}

/** A TAR archive in memory. */
export async function smallTar(
  entries: readonly WrittenEntry[],
): Promise<Buffer> {
  const archive = pack();
  for (const { content, ...header } of entries) {
    if (content === undefined) archive.entry(header).end();
    else archive.entry(header, Buffer.from(content));
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

export async function smallTarGz(
  entries: readonly WrittenEntry[],
): Promise<Buffer> {
  return gzipSync(await smallTar(entries));
}

/** A ZIP archive of one entry with attributes of a Unix file, such as a link's. */
export function zipOfUnixFile(
  path: string,
  content: string,
  mode: number,
): Uint8Array {
  const attributes: ZipAttributes = { os: 3, attrs: (mode << 16) >>> 0 };
  return zipSync({ [path]: [Buffer.from(content), attributes] });
}
