import { z } from "zod";

import {
  DataKindSchema,
  EmptySchema,
  JobReferenceSchema,
  procedure,
} from "./base.ts";

export const ProjectSummarySchema = z.object({
  name: z.string(),
  /** Absolute path of the .convolve folder. */
  path: z.string(),
  readOnly: z.boolean(),
  imageCount: z.number(),
  classCount: z.number(),
  runCount: z.number(),
});
export type ProjectSummary = z.infer<typeof ProjectSummarySchema>;

export const RecentProjectSchema = z.object({
  name: z.string(),
  path: z.string(),
  openedAt: z.string(),
  exists: z.boolean(),
});
export type RecentProject = z.infer<typeof RecentProjectSchema>;

/** Mushrooms to learn on top of a pretrained network, small gray digits to train one from scratch. */
export const SamplePicturesSchema = z.enum(["mushrooms", "digits"]);
export type SamplePictures = z.infer<typeof SamplePicturesSchema>;

export const projectsContract = {
  recent: procedure.input(EmptySchema).output(z.array(RecentProjectSchema)),
  current: procedure.input(EmptySchema).output(ProjectSummarySchema.nullable()),
  /** Makes a project and opens it. Without a path it goes to the projects folder under a free name. */
  create: procedure
    .input(z.object({ name: z.string().min(1), path: z.string().optional() }))
    .output(ProjectSummarySchema),
  open: procedure
    .input(z.object({ path: z.string() }))
    .output(ProjectSummarySchema),
  /** Refused while a job runs. */
  close: procedure.input(EmptySchema).output(EmptySchema),
  /** Makes a project from a generated sample set, of pictures or of texts: makes it and imports it as one job. Path as in `create`. */
  createSample: procedure
    .input(
      z.object({
        path: z.string().optional(),
        kind: DataKindSchema.default("images"),
        /** Which pictures, where the kind is images. */
        pictures: SamplePicturesSchema.default("mushrooms"),
      }),
    )
    .output(JobReferenceSchema.extend({ project: ProjectSummarySchema })),
};
