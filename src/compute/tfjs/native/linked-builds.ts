import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { appFolders } from "#engine/storage/app-folders.ts";
import { writeJsonAtomically } from "#engine/storage/atomic-file.ts";

/** What is remembered of a binding that was built against the user's own TensorFlow. */
export interface LinkedBuild {
  /** Folder below `linkedBuildsFolder()` that holds `tfjs_binding.node`. */
  readonly folder: string;
  /** As the library says: `2.21.0`. */
  readonly tensorflowVersion: string;
  readonly tfjsNodeVersion: string;
  /** The folder of the TensorFlow that it needs at run time. */
  readonly libraryFolder: string;
}

export const BINDING_NAME = "tfjs_binding.node";
const CHOICE = "linked.json";

/** Where bindings built on this machine are kept, for this user. */
export function linkedBuildsFolder(): string {
  return join(appFolders().cache, "tensorflow");
}

export function bindingOf(folder: string): string {
  return join(linkedBuildsFolder(), folder, BINDING_NAME);
}

/** The build that was linked last, when it and its TensorFlow are still there. */
export function linkedBuild(): LinkedBuild | undefined {
  const file = join(linkedBuildsFolder(), CHOICE);
  if (!existsSync(file)) return undefined;
  try {
    const build = JSON.parse(readFileSync(file, "utf8")) as LinkedBuild;
    const isThere =
      existsSync(bindingOf(build.folder)) && existsSync(build.libraryFolder);
    return isThere ? build : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a build the one that is used from now on. */
export async function rememberLinkedBuild(build: LinkedBuild): Promise<void> {
  await writeJsonAtomically(join(linkedBuildsFolder(), CHOICE), build);
}
