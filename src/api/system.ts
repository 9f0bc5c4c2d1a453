import { z } from "zod";

import { EmptySchema, procedure } from "./base.ts";
import { DeviceChoiceSchema } from "./devices.ts";

export const SystemInfoSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  homeFolder: z.string(),
  /** Where new projects go by default. */
  projectsFolder: z.string(),
});
export type SystemInfo = z.infer<typeof SystemInfoSchema>;

export const FolderEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(["folder", "file"]),
  /** A Convolve project. */
  isProject: z.boolean(),
});
export const FolderListingSchema = z.object({
  path: z.string(),
  /** null at a root. */
  parent: z.string().nullable(),
  roots: z.array(z.object({ name: z.string(), path: z.string() })),
  entries: z.array(FolderEntrySchema),
  imageCount: z.number(),
});
export type FolderListing = z.infer<typeof FolderListingSchema>;

export const SettingsSchema = z.object({
  theme: z.enum(["system", "light", "dark"]),
  cacheBudgetBytes: z.number().nullable(),
  /** Threads of the executor; null: all physical cores. */
  threads: z.number().int().min(1).nullable(),
  /** What computes where a recipe does not say: `automatic` or a device. */
  device: DeviceChoiceSchema,
  /** URL of the proxy that downloads go through; null: as HTTPS_PROXY and HTTP_PROXY say. */
  proxy: z.url({ protocol: /^https?$/ }).nullable(),
  /** Base URL that stands for the publishers of weights; null: the publishers. */
  mirror: z.url({ protocol: /^https?$/ }).nullable(),
});
export type Settings = z.infer<typeof SettingsSchema>;

export const systemContract = {
  info: procedure.input(EmptySchema).output(SystemInfoSchema),
  /** Versions, devices and the end of the log, as text to copy. */
  diagnostics: procedure
    .input(EmptySchema)
    .output(z.object({ text: z.string() })),
  /** The engine's own folder browser, for hosts that have no native picker. */
  listFolder: procedure
    .input(z.object({ path: z.string().nullable() }))
    .output(FolderListingSchema),
  settings: procedure.input(EmptySchema).output(SettingsSchema),
  updateSettings: procedure
    .input(SettingsSchema.partial())
    .output(SettingsSchema),
};
