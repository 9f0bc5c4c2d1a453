import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { appFolders, type AppFolders } from "#engine/storage/app-folders.ts";

export interface EngineFolders extends AsyncDisposable {
  readonly root: string;
  readonly folders: AppFolders;
}

/** Folders of a person who has never started the program; removed with `await using`. */
export async function temporaryEngineFolders(): Promise<EngineFolders> {
  const root = await mkdtemp(join(tmpdir(), "convolve-engine-"));
  return {
    root,
    folders: appFolders({ CONVOLVE_HOME: root }),
    [Symbol.asyncDispose]: () =>
      rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
