import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const FETCH_LIMIT_MS = 60_000;
const REMEMBER_FAILURE_MS = 24 * 60 * 60 * 1000;

/** Electron's program, or why the desktop window cannot be opened here. */
export type ElectronRuntime =
  { readonly path: string } | { readonly path: null; readonly reason: string };

export interface ElectronPlace {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Fetches the runtime; true when it came. */
  readonly fetch: (packageFolder: string) => Promise<boolean>;
  readonly now: () => number;
}

const HERE: ElectronPlace = {
  platform: process.platform,
  environment: process.env,
  fetch: fetchElectron,
  now: Date.now,
};

/**
 * Looks for Electron's runtime without importing the package, which would fetch it synchronously and without a limit. Where it is
 * missing and there is a display it is fetched once, for at most a minute; a failure is remembered for a day.
 */
export async function findElectron(
  root: string,
  place: ElectronPlace = HERE,
): Promise<ElectronRuntime> {
  if (place.environment["CONVOLVE_HOST"] === "browser") {
    return { path: null, reason: "CONVOLVE_HOST asks for the browser." };
  }
  if (!hasDisplay(place)) {
    return { path: null, reason: "There is no display for a desktop window." };
  }
  const folder = join(root, "node_modules", "electron");
  if (!existsSync(folder)) {
    return { path: null, reason: "The electron package is not installed." };
  }
  const installed = installedElectron(folder);
  if (installed !== null) return { path: installed };

  const failureStamp = join(
    root,
    "node_modules",
    ".cache",
    "convolve",
    "electron-unreachable",
  );
  if (
    existsSync(failureStamp) &&
    place.now() - statSync(failureStamp).mtimeMs < REMEMBER_FAILURE_MS
  ) {
    return {
      path: null,
      reason:
        'Electron\'s runtime could not be fetched earlier today (run "npx install-electron" to try now).',
    };
  }
  if (await place.fetch(folder)) {
    const fetched = installedElectron(folder);
    if (fetched !== null) return { path: fetched };
  }
  mkdirSync(dirname(failureStamp), { recursive: true });
  writeFileSync(failureStamp, "");
  return { path: null, reason: "Electron's runtime could not be fetched." };
}

function hasDisplay({ platform, environment }: ElectronPlace): boolean {
  if (platform !== "linux") return true;
  return Boolean(environment["DISPLAY"] || environment["WAYLAND_DISPLAY"]);
}

function installedElectron(folder: string): string | null {
  const pathFile = join(folder, "path.txt");
  if (!existsSync(pathFile)) return null;
  const path = join(folder, "dist", readFileSync(pathFile, "utf8").trim());
  return existsSync(path) ? path : null;
}

function fetchElectron(folder: string): Promise<boolean> {
  process.stderr.write(
    "Fetching Electron's runtime (once, at most a minute) …\n",
  );
  const child = spawn(process.execPath, [join(folder, "install.js")], {
    stdio: ["ignore", "ignore", "ignore"],
    timeout: FETCH_LIMIT_MS,
    killSignal: "SIGKILL",
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
