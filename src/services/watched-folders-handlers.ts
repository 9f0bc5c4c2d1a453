import type { ContractBuilder } from "./engine-context.ts";
import type { WatchedFolders } from "./watched-folders.ts";

export function watchedFoldersHandlers(
  os: ContractBuilder,
  watched: WatchedFolders,
) {
  return {
    list: os.watchedFolders.list.handler(() => watched.list()),
    set: os.watchedFolders.set.handler(async ({ input }) => {
      await watched.set(input.rootId, input.watched);
      return {};
    }),
  };
}
