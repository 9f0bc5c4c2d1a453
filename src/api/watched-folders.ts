import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";

export const WatchedFolderSchema = z.object({
  rootId: z.number().int(),
  /** Absolute. */
  path: z.string(),
  watched: z.boolean(),
  /** Whether it can be seen now; null while it is not watched. */
  state: z.enum(["starting", "watching", "unreachable"]).nullable(),
  /** Why it cannot be watched, and what to do. */
  message: z.string().nullable(),
  /** Pictures of the data set whose files have gone since it is watched. */
  missing: z.number().int(),
});
export type WatchedFolder = z.infer<typeof WatchedFolderSchema>;

/**
 * Folders of the data set (those that are not copied in) that take in what is put into them: new files come into their class by their
 * place, renamed ones are found again by content, and those that go stay in the data set as missing. Survives restarts.
 */
export const watchedFoldersContract = {
  list: procedure.input(EmptySchema).output(z.array(WatchedFolderSchema)),
  set: procedure
    .input(z.object({ rootId: z.number().int(), watched: z.boolean() }))
    .output(EmptySchema),
};
