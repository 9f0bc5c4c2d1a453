import { readFile, rm, stat } from "node:fs/promises";

import { z } from "zod";

import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";

/** `<file>.part.json`, beside what has come of a file: what must still be the same for it to go on. */
const ResumeSchema = z.object({
  url: z.string(),
  /** A strong ETag, or the time of the last change. */
  validator: z.string().nullable(),
  /** Bytes of the whole file; null while unknown. */
  total: z.number().nullable(),
});
export type ResumeRecord = z.infer<typeof ResumeSchema>;

export async function writeResumeRecord(
  partFile: string,
  record: ResumeRecord,
): Promise<void> {
  await writeJsonAtomically(`${partFile}.json`, record);
}

/** Where a download can go on: 0 bytes, and no record, where it has to start anew. */
export async function readResumeRecord(
  partFile: string,
  url: string,
): Promise<{ size: number; record: ResumeRecord | null }> {
  const { size } = await stat(partFile).catch(() => ({ size: 0 }));
  const text = await readFile(`${partFile}.json`, "utf8").catch(() => "null");
  const parsed = ResumeSchema.safeParse(parseJson(text));
  const fits =
    parsed.success &&
    parsed.data.url === url &&
    parsed.data.validator !== null &&
    size > 0;
  return fits ? { size, record: parsed.data } : { size: 0, record: null };
}

/** Bytes that have come of a file so far. */
export async function partSize(partFile: string): Promise<number> {
  const { size } = await stat(partFile).catch(() => ({ size: 0 }));
  return size;
}

export async function removePart(partFile: string): Promise<void> {
  await rm(partFile, { force: true });
  await rm(`${partFile}.json`, { force: true });
}

/** What `If-Range` may be asked with (RFC 9110, 13.1.5): never a weak ETag. */
export function strongValidator(headers: {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}): string | null {
  const { etag, lastModified } = headers;
  if (etag !== undefined && !etag.startsWith("W/")) return etag;
  return lastModified ?? null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
