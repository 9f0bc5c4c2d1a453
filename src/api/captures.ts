import { z } from "zod";

import { procedure } from "./base.ts";

export const CaptureResultSchema = z.object({
  added: z.array(z.object({ name: z.string(), imageId: z.number().int() })),
  refused: z.array(
    z.object({ name: z.string(), code: z.string(), message: z.string() }),
  ),
});
export type CaptureResult = z.infer<typeof CaptureResultSchema>;

/** Single pictures that a person takes with the camera, pastes or drops: kept in the project, in a class or in the tray. */
export const capturesContract = {
  /**
   * Takes files of an upload (`datasets.createUpload`, then PUT) in: an edit, which undo takes back by excluding them. One that was
   * excluded is included again.
   */
  add: procedure
    .input(
      z.object({
        uploadId: z.string(),
        /** Names of files of the upload. */
        names: z.array(z.string()).min(1).max(200),
        /** Null for the tray of what is still to be labelled. */
        classId: z.number().int().nullable(),
        /** Calls that name the same, with no edit in between, are one step of undo: what the camera took while it was held. */
        together: z.string().min(1).max(100).optional(),
      }),
    )
    .output(CaptureResultSchema),
};
