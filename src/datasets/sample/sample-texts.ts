import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { createRandom } from "#engine/base/random.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import { SAMPLE_TOPICS, writeNote } from "./text-grammar.ts";

export interface SampleTextOptions {
  /** Default 200. */
  readonly textsPerClass?: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * Writes the sample texts, short notes about four topics, as a table with the columns `text` and `label`. The same seed gives the same
 * notes, no two of which are equal.
 * @param path absolute path of the CSV file; folders are made
 * @throws StudioError `storage/disk-full` and the like
 */
export async function generateSampleTexts(
  path: string,
  { textsPerClass = 200, seed = 1 }: SampleTextOptions = {},
): Promise<void> {
  const seen = new Set<string>();
  const rows = Array.from({ length: textsPerClass }, (_, index) =>
    SAMPLE_TOPICS.map((topic) => {
      const random = createRandom("sample texts", seed, topic, index);
      let note = writeNote(topic, random);
      while (seen.has(note)) note = writeNote(topic, random);
      seen.add(note);
      return `"${note.replaceAll('"', '""')}",${topic}`;
    }),
  ).flat();
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${["text,label", ...rows].join("\n")}\n`);
  } catch (error) {
    throw toStorageError(error, "The sample data set");
  }
}
