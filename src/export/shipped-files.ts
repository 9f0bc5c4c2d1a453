import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { assetsFolder } from "#engine/base/assets-folder.ts";
import { StudioError } from "#engine/base/errors.ts";

/**
 * Files that travel with every export as they are, from the program's `assets/export`.
 * @param paths name in the export → path below `assets/export`
 * @throws StudioError `export/program-incomplete`
 */
export async function shippedFiles(
  paths: Readonly<Record<string, string>>,
): Promise<[string, Uint8Array][]> {
  const folder = assetsFolder("export");
  const read = async ([name, path]: [string, string]): Promise<
    [string, Uint8Array]
  > => [name, await readShipped(join(folder, ...path.split("/")))];
  return Promise.all(Object.entries(paths).map(read));
}

async function readShipped(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StudioError(
      "export/program-incomplete",
      `The program needs its file ${path} to export, which cannot be read. Install the program again.`,
      { cause },
    );
  }
}
