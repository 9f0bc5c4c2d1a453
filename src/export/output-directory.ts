import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import type { ExportFiles } from "./export-types.ts";

/**
 * A directory that appears whole or not at all: it is filled under another name beside its place, then renamed.
 * @param fill writes into the directory whose path it is given
 * @throws StudioError `export/directory-not-empty` before anything is done; whatever `fill` throws, with nothing left behind
 */
export async function writeWholeDirectory<T>(
  target: string,
  fill: (directory: string) => Promise<T>,
): Promise<T> {
  await requireAbsentOrEmpty(target);
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  const suffix = randomBytes(6).toString("hex");
  const temporary = join(parent, `.${basename(target)}.${suffix}.partial`);
  await mkdir(temporary);
  try {
    const result = await fill(temporary);
    await rmdir(target).catch(() => undefined);
    await rename(temporary, target);
    return result;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Writes files below a directory, making folders as needed. */
export async function writeFiles(
  directory: string,
  files: ExportFiles,
): Promise<void> {
  for (const [path, content] of files) {
    const full = join(directory, ...path.split("/"));
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
  }
}

async function requireAbsentOrEmpty(target: string): Promise<void> {
  const entries = await readdir(target).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw notEmpty(
        target,
        error.code === "ENOTDIR" ? "a file" : (error.code ?? "something"),
      );
    },
  );
  if (entries.length > 0)
    throw notEmpty(
      target,
      `a directory with ${entries.slice(0, 3).join(", ")}`,
    );
}

function notEmpty(target: string, received: string): StudioError {
  return new StudioError(
    "export/directory-not-empty",
    `A model is exported into a new or empty directory, so that nothing of yours is overwritten. Received: ${target}, ${received}. Give another directory, or empty this one.`,
  );
}
