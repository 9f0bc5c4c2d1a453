import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A folder of the program's own `assets`, found upwards from this file, whether it runs from source or packed.
 * @param name `backbones`, `export` …
 * @returns an absolute path; a folder that is not there ends in the path where it was last looked for
 */
export function assetsFolder(name: string): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "assets", name);
    if (existsSync(candidate) || dirname(folder) === folder) return candidate;
  }
}
