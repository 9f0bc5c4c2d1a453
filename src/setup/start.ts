import { spawn } from "node:child_process";
import { resolve } from "node:path";

import { findElectron } from "./electron-runtime.ts";

/**
 * `npm start`: the desktop window where Electron can run; elsewhere the same studio served on 127.0.0.1, its URL printed and the
 * default browser opened if there is one. Arguments after `--` go on to whichever it is.
 */
const ROOT = resolve(import.meta.dirname, "..", "..");

const electron = await findElectron(ROOT);
if (electron.path === null) {
  process.stderr.write(
    `${electron.reason} Serving the studio to a browser instead.\n`,
  );
  process.exitCode = await run(process.execPath, [
    resolve(ROOT, "src", "cli", "main.ts"),
    "serve",
    "--open",
    ...process.argv.slice(2),
  ]);
} else {
  process.exitCode = await run(electron.path, [ROOT, ...process.argv.slice(2)]);
}

/** Runs to the end; Ctrl-C and the like go through to the child. Resolves to its exit code. */
function run(program: string, parameters: readonly string[]): Promise<number> {
  const child = spawn(program, parameters, {
    stdio: "inherit",
    env: { ...process.env, CONVOLVE_NODE: process.execPath },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => done(code ?? 1));
  });
}
