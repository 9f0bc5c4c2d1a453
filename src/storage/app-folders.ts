import { homedir } from "node:os";
import { join } from "node:path";

import envPaths from "env-paths";

/** Folders of the program for this user. */
export interface AppFolders {
  /** Settings and the list of recent projects. */
  readonly config: string;
  /** Log files. */
  readonly log: string;
  /** Downloads and other things that can be had again. */
  readonly cache: string;
  /** Where projects go when the user says nothing. */
  readonly projects: string;
}

/**
 * As the system has it (XDG on Linux, Library on macOS, AppData on Windows); all below CONVOLVE_HOME where that is set.
 */
export function appFolders(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): AppFolders {
  const home = environment["CONVOLVE_HOME"];
  if (home) {
    return {
      config: join(home, "config"),
      log: join(home, "log"),
      cache: join(home, "cache"),
      projects: join(home, "projects"),
    };
  }
  const paths = envPaths("Convolve", { suffix: "" });
  const documents =
    environment["XDG_DOCUMENTS_DIR"] ?? join(homedir(), "Documents");
  return {
    config: paths.config,
    log: paths.log,
    cache: paths.cache,
    projects: join(documents, "Convolve"),
  };
}
