import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import { appFolders } from "./app-folders.ts";
import { writeJsonAtomically } from "./atomic-file.ts";

const FILE_NAME = "settings.json";

/** Settings of the program for this user; projects have their own. */
export const SettingsSchema = z.object({
  theme: z.enum(["system", "light", "dark"]).default("system"),
  /** Where new projects go; null for the usual place. */
  projectsFolder: z.string().nullable().default(null),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** A missing or damaged file gives the defaults: settings must never keep the studio from starting. */
export async function readSettings(
  folder: string = appFolders().config,
): Promise<Settings> {
  try {
    const text = await readFile(join(folder, FILE_NAME), "utf8");
    return SettingsSchema.parse(JSON.parse(text));
  } catch {
    return SettingsSchema.parse({});
  }
}

/** @returns the settings as they are now */
export async function updateSettings(
  changes: Partial<Settings>,
  folder: string = appFolders().config,
): Promise<Settings> {
  const settings = { ...(await readSettings(folder)), ...changes };
  await writeJsonAtomically(join(folder, FILE_NAME), settings);
  return settings;
}
