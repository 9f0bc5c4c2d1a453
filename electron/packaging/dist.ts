import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

import { build } from "electron-builder";

import { BUILDER_CONFIG } from "./builder-config.ts";

/** Makes the installers of this system: stages the engine, then electron-builder, which fetches the Electron runtime. */
const ROOT = resolve(import.meta.dirname, "..", "..");

const staged = spawnSync(
  process.execPath,
  [join(import.meta.dirname, "stage.ts")],
  { cwd: ROOT, stdio: "inherit" },
);
if (staged.status !== 0) process.exit(staged.status ?? 1);

try {
  const files = await build({ projectDir: ROOT, config: BUILDER_CONFIG });
  for (const file of files) process.stdout.write(`${file}\n`);
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n` +
      "The installers could not be made. electron-builder fetches the Electron runtime and its own tools from the internet; where they cannot be " +
      "reached, the staged folder dist/stage is what can be made and run.\n",
  );
  process.exitCode = 1;
}
