import { z } from "zod";

import { StudioError } from "#engine/base/errors.ts";
import type { PackedSource } from "#engine/datasets/sources/source.ts";

import type { ArchiveEntry, ArchiveFile } from "./archive-entry.ts";
import { ARCHIVE_LIMITS } from "./archive-limits.ts";
import { checkedEntries } from "./archive-source.ts";
import { packedSource } from "./packed-source.ts";
import { zipEntries } from "./zip-entries.ts";

/**
 * A project that Teachable Machine (teachablemachine.withgoogle.com) saved as a file, `project.tm`. The format is not written down
 * anywhere; projects of versions 2.3 and 2.4 are a ZIP archive with a file `<class>-!-<number>.jpg` for each sample, beside a
 * `manifest.json` of which `type` says whether they are pictures (`image`), pictures of people (`pose`) or sounds (`audio`).
 */
const SAMPLE_NAME = /^(.*)-!-(\d+\.\w+)$/s;
const MANIFEST_NAME = "manifest.json";
const MANIFEST_BYTES = 1024 * 1024;
const ManifestSchema = z.looseObject({ type: z.string() });

/**
 * The project's samples as pictures in class folders.
 * @returns null for a ZIP archive that is no such project
 * @throws StudioError `archive/sounds` for a project of sounds, `archive/damaged` …
 */
export async function openTeachableMachine(
  archive: ArchiveFile,
): Promise<PackedSource | null> {
  const type = await readType(archive);
  if (type === null) return null;
  if (type === "audio") {
    throw new StudioError(
      "archive/sounds",
      `Expected a Teachable Machine project of pictures. Received: ${archive.name}, a project of sounds. Save an image project as a file and import that one.`,
    );
  }
  return packedSource(
    "teachable-machine",
    "a Teachable Machine project",
    (options, phase) =>
      checkedEntries(archive, zipEntries, options, phase, {
        rename: placeOfSample,
      }),
  );
}

/** `Red apple-!-12.jpg` → `Red apple/12.jpg`; null for what is no sample. Class names are free text, folder names are not. */
function placeOfSample(path: string): string | null {
  const [, className, file] = SAMPLE_NAME.exec(path) ?? [];
  if (className === undefined || file === undefined) return null;
  const folder = className
    .replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, "_")
    .replace(/[. ]+$/, "")
    .trimStart();
  return `${folder || "_"}/${file}`;
}

/** What the manifest says; null where the first file is neither a sample nor the manifest, or there is no manifest. */
async function readType(archive: ArchiveFile): Promise<string | null> {
  const entries = zipEntries(archive, {
    maximumEntries: ARCHIVE_LIMITS.entries,
  });
  for await (const entry of entries) {
    if (entry.path === MANIFEST_NAME && entry.sizeBytes <= MANIFEST_BYTES) {
      const text = await readText(entry.read());
      return ManifestSchema.safeParse(parseJson(text)).data?.type ?? null;
    }
    if (!SAMPLE_NAME.test(entry.path)) return null;
  }
  return null;
}

async function readText(
  chunks: ReturnType<ArchiveEntry["read"]>,
): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
