import { setTimeout as wait } from "node:timers/promises";

import type { WatchedFolder } from "#api/watched-folders.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { EngineClient } from "#engine/engine.ts";

import { untilAskedToEnd } from "./asked-to-end.ts";
import {
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";

const POLL_MS = 300;

/** What an import that came by itself gives back, of `ImportResult` of the engine. */
interface TakenIn {
  readonly kind: "images" | "texts";
  readonly images: number;
  readonly unlabelled: number;
  readonly added: number;
  readonly skippedCount: number;
}

/**
 * Lets the engine watch a folder that was imported, as the studio does, until Ctrl+C, and tells what came in. A folder that was not
 * watched before is not watched afterwards.
 * @throws StudioError `watch/copied`, `watch/not-a-folder`
 */
export async function watchImported(
  client: EngineClient,
  folder: string,
  output: OutputOptions,
): Promise<void> {
  const { rootId, watched } = await findRoot(client, folder);
  const before = new Set((await client.jobs.list({})).map(({ id }) => id));
  const ending = new AbortController();
  void untilAskedToEnd().then(() => ending.abort());
  await client.watchedFolders.set({ rootId, watched: true });
  printNote(`Watching ${folder} for new files. Ctrl+C ends it.`);
  try {
    let said = "";
    while (!ending.signal.aborted) {
      const message = (await rootOf(client, rootId))?.message ?? "";
      if (message !== said && message !== "") printNote(message);
      said = message;
      await tellImports(client, before, output);
      await wait(POLL_MS, undefined, { signal: ending.signal }).catch(
        () => undefined,
      );
    }
  } finally {
    if (!watched) {
      await client.watchedFolders.set({ rootId, watched: false });
    }
  }
}

async function findRoot(
  client: EngineClient,
  folder: string,
): Promise<WatchedFolder> {
  const roots = await client.watchedFolders.list({});
  const found = roots.find(({ path }) => path === folder);
  if (found !== undefined) return found;
  throw new StudioError(
    "watch/not-a-folder",
    `Expected with --watch a folder whose pictures stay where they are. Received: ${folder}, which was unpacked or copied into the project. Unpack it and import the folder.`,
  );
}

async function rootOf(
  client: EngineClient,
  rootId: number,
): Promise<WatchedFolder | undefined> {
  const roots = await client.watchedFolders.list({});
  return roots.find((root) => root.rootId === rootId);
}

/** Says once of each import that has ended what it took in; of one that found nothing new, nothing. */
async function tellImports(
  client: EngineClient,
  told: Set<string>,
  output: OutputOptions,
): Promise<void> {
  for (const { id, kind, finishedAt } of await client.jobs.list({})) {
    if (kind !== "import" || finishedAt === null || told.has(id)) continue;
    told.add(id);
    const { result, error } = await client.jobs.get({ jobId: id });
    if (error !== null) printNote(error.message);
    const taken = result as TakenIn | null;
    if (taken === null || taken.added === 0) continue;
    const { added, images, unlabelled, skippedCount } = taken;
    printResult(
      output,
      { added, images, unlabelled, skippedCount },
      `${added} new ${taken.kind === "texts" ? "text" : "picture"}${added === 1 ? "" : "s"}; ${images} in all${unlabelled > 0 ? `, and ${unlabelled} to be labelled` : ""}.`,
    );
  }
}
