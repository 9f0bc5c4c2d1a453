import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

import { Zip, ZipPassThrough, ZipDeflate } from "fflate";

import { StudioError } from "#engine/base/errors.ts";
import type { Project } from "#engine/storage/project-types.ts";
import { findExport } from "./export-records.ts";

/** Weights do not get smaller. */
const STORED = /\.(bin|onnx|safetensors|zip|jpg|jpeg|png)$/i;

/**
 * The folder of one format of an export as a zip archive, read and packed while it is sent.
 * @throws StudioError `export/unknown`
 */
export async function exportArchive(
  project: Project,
  exportId: string,
  format: string,
): Promise<{ name: string; open: () => Readable }> {
  const report = await findExport(project, exportId);
  const part = report?.formats.find((entry) => entry.format === format);
  if (report === undefined || part === undefined) {
    throw new StudioError(
      "export/unknown",
      `The project has no export "${exportId}" in the format ${format}. Export the run again.`,
    );
  }
  return {
    name: `${project.manifest.name}-${format}.zip`,
    open: () => Readable.from(zipFolder(part.directory)),
  };
}

/** Chunks of a zip archive; a file at a time and a piece of it at a time, so that memory stays small. */
async function* zipFolder(folder: string): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else ready.push(chunk);
  });
  function* take(): Generator<Uint8Array> {
    if (failure) throw failure;
    const chunks = ready;
    ready = [];
    yield* chunks;
  }
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  for (const entry of entries.filter((found) => found.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll("\\", "/");
    const file = STORED.test(name)
      ? new ZipPassThrough(name)
      : new ZipDeflate(name);
    zip.add(file);
    for await (const chunk of createReadStream(path)) {
      file.push(chunk as Uint8Array);
      yield* take();
    }
    file.push(new Uint8Array(0), true);
    yield* take();
  }
  zip.end();
  yield* take();
}
