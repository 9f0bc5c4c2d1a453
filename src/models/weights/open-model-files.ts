import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import { openDirectory } from "./model-directory.ts";
import type { ModelFiles } from "./model-files.ts";
import { openZip } from "./zip-archive.ts";

/**
 * Opens a model directory, a zip archive, or the directory of a `model.json`.
 * @throws StudioError `models/not-found`, `models/bad-zip`, `models/unsafe-path`, `models/too-many-files`
 */
export async function openModelFiles(path: string): Promise<ModelFiles> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) {
    throw new StudioError(
      "models/not-found",
      `There is no model at ${path}. Give the path of a directory with a model.json, or of a zip archive of one.`,
    );
  }
  if (facts.isDirectory()) return openDirectory(path);
  return path.toLowerCase().endsWith(".json")
    ? openDirectory(dirname(path))
    : openZip(path);
}
