import { join, resolve } from "node:path";

import { rolldown } from "rolldown";

/** Bundles the shell: one CommonJS file for main and one for the preload script, which the sandbox cannot load in pieces. */
const ROOT = resolve(import.meta.dirname, "..", "..");

for (const name of ["main", "preload"]) {
  const bundle = await rolldown({
    input: join(ROOT, "electron", `${name}.ts`),
    external: ["electron", /^node:/],
    platform: "node",
    logLevel: "warn",
  });
  await bundle.write({
    file: join(ROOT, "dist", "electron", `${name}.cjs`),
    format: "cjs",
    sourcemap: false,
  });
  await bundle.close();
}
