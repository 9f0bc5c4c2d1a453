import { join } from "node:path";

import { onTestFinished } from "vitest";

import type {
  IndexCommandName,
  IndexCommands,
} from "#engine/storage/index-commands.ts";
import { openIndexReader } from "#engine/storage/index-reader.ts";
import { openIndexForWriting } from "#engine/storage/index-schema.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { runCommand } from "#engine/storage/run-command.ts";

import { newImage } from "./index-rows.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The index of a project, with its writer in this thread; closed when the test has finished. */
export async function openIndex(directory?: string) {
  const home = directory ?? (await temporaryFolder());
  const database = openIndexForWriting(projectPaths(home).index);
  const reader = openIndexReader(home);
  onTestFinished(() => {
    reader.close();
    if (database.isOpen) database.close();
  });
  const run = <K extends IndexCommandName>(
    command: K,
    params: IndexCommands[K]["params"],
  ) => runCommand(database, command, params);
  return { directory: home, database, reader, run };
}

/** A new index with pictures 1 … count dealt to the classes. */
export async function filledIndex(
  count: number,
  names: readonly string[] = ["a", "b", "c"],
) {
  const index = await openIndex();
  const { rootId } = index.run("addRoot", {
    path: join(index.directory, "root"),
    copied: false,
  });
  const { classIds } = index.run("ensureClasses", { names: [...names] });
  const images = Array.from({ length: count }, (_, i) =>
    newImage(i + 1, rootId, classIds[i % names.length] ?? 0),
  );
  index.run("addRows", { images, problems: [] });
  const [a = 0, b = 0, c = 0] = classIds;
  return { ...index, rootId, classIds, a, b, c };
}
