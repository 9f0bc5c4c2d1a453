import { StudioError } from "#engine/base/errors.ts";
import { isRecord } from "./keras-config.ts";
import type { ModelFiles } from "./model-files.ts";

const MAXIMUM_JSON_BYTES = 50_000_000;

/** The file of that name nearest to the top, such as a model.json in the only folder of an archive. */
export function findFile(files: ModelFiles, name: string): string | undefined {
  return files.paths
    .filter((path) => path === name || path.endsWith(`/${name}`))
    .toSorted((a, b) => a.split("/").length - b.split("/").length)[0];
}

/** @throws StudioError `models/bad-json` where the file is no JSON object; as `ModelFiles.read` */
export async function readJsonObject(
  files: ModelFiles,
  path: string,
): Promise<Record<string, unknown>> {
  return jsonObject(
    new TextDecoder().decode(await files.read(path, MAXIMUM_JSON_BYTES)),
    `"${path}" in ${files.name}`,
  );
}

/** @param what for the message @throws StudioError `models/bad-json` */
export function jsonObject(
  text: string,
  what: string,
): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Reported below: whether it is no JSON or no object makes no difference.
  }
  throw new StudioError(
    "models/bad-json",
    `${what} is not a JSON object. Copy or download the file again.`,
  );
}

/** Whether a model.json holds a graph of TensorFlow operations instead of layers of Keras. */
export function isGraphModel(
  model: Readonly<Record<string, unknown>>,
): boolean {
  const topology = model["modelTopology"];
  return (
    model["format"] === "graph-model" ||
    (isRecord(topology) && Array.isArray(topology["node"]))
  );
}
