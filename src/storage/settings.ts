import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { SettingsSchema, type Settings } from "#api/system.ts";

import { appFolders } from "./app-folders.ts";
import { writeJsonAtomically } from "./atomic-file.ts";

const FILE_NAME = "settings.json";

/** Settings of the program for this user, as long as nobody changed them; projects have their own. */
const DEFAULTS: Settings = {
  theme: "system",
  cacheBudgetBytes: null,
  threads: null,
  device: "automatic",
  proxy: null,
  mirror: null,
};

/** A missing or damaged file gives the defaults: settings must never keep the studio from starting. */
export async function readSettings(
  folder: string = appFolders().config,
): Promise<Settings> {
  try {
    const text = await readFile(join(folder, FILE_NAME), "utf8");
    return {
      ...DEFAULTS,
      ...SettingsSchema.partial().parse(JSON.parse(text)),
    };
  } catch {
    return DEFAULTS;
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
