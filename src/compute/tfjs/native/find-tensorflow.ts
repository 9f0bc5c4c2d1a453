import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { runChild } from "./run-child.ts";

/** A TensorFlow on this machine that a binding can be built against. */
export interface TensorflowLibrary {
  /** Where the libraries are; also what a binding looks for at run time. */
  readonly folder: string;
  /** Full paths, in the order in which they are linked. */
  readonly libraries: readonly string[];
  readonly includeFolder: string;
}

const PYTHON_LIMIT_MS = 15_000;

/** Asks Python where TensorFlow is without importing it, which would take seconds. */
const ASK_PYTHON =
  "import importlib.util as u; s = u.find_spec('tensorflow'); print('' if s is None or s.origin is None else s.origin)";

/**
 * Finds the TensorFlow to link to.
 * @param path a Python wheel's `tensorflow` folder, a `site-packages`, a virtual environment, or a folder with `lib` and `include`
 * from TensorFlow's C download; without it, the TensorFlow of CONVOLVE_PYTHON, of an active virtual environment or of `python3`
 * @throws StudioError `compute/no-tensorflow`, `compute/incomplete-tensorflow`
 */
export async function findTensorflow(
  path: string | undefined,
  signal?: AbortSignal,
): Promise<TensorflowLibrary> {
  const folders =
    path === undefined ? await pythonFolders(signal) : await candidates(path);
  const found = folders.filter((folder) => existsSync(folder));
  const reasons: string[] = [];
  for (const folder of found) {
    const library = inspect(folder);
    if (typeof library !== "string") return library;
    reasons.push(library);
  }
  if (reasons[0] !== undefined)
    throw new StudioError("compute/incomplete-tensorflow", reasons[0]);
  throw new StudioError(
    "compute/no-tensorflow",
    path === undefined
      ? "No TensorFlow was found: expected one in the Python that CONVOLVE_PYTHON names, in the active virtual environment or in python3. Install it there (pip install tensorflow), or give its folder: convolve devices --link-tensorflow <path>."
      : `There is no TensorFlow at ${path}. Expected the folder "tensorflow" of a Python's site-packages, with libtensorflow_cc and include in it.`,
  );
}

/** The folders that a given path may mean. */
async function candidates(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const sitePackages = [join(path, "tensorflow")];
  const lib = join(path, "lib");
  if (existsSync(lib)) {
    for (const name of readdirSync(lib)) {
      if (name.startsWith("python"))
        sitePackages.push(join(lib, name, "site-packages", "tensorflow"));
    }
  }
  sitePackages.push(join(path, "Lib", "site-packages", "tensorflow"));
  const wheels = sitePackages.filter((folder) => existsSync(folder));
  return wheels.length > 0 ? wheels : [path];
}

async function pythonFolders(
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const virtual = process.env["VIRTUAL_ENV"];
  const binaries = process.platform === "win32" ? "Scripts" : "bin";
  const programs = [
    process.env["CONVOLVE_PYTHON"],
    virtual && join(virtual, binaries, "python"),
    "python3",
    "python",
  ];
  const folders: string[] = [];
  for (const command of programs) {
    throwIfCancelled(signal);
    if (!command) continue;
    const outcome = await runChild({
      command,
      arguments: ["-c", ASK_PYTHON],
      timeLimitMs: PYTHON_LIMIT_MS,
      signal,
    });
    const origin = outcome.output.trim().split(/\r?\n/).at(-1) ?? "";
    if (outcome.code === 0 && origin.endsWith("__init__.py"))
      folders.push(join(origin, ".."));
  }
  return folders;
}

/** The parts that are needed, or a sentence on what is missing. */
function inspect(folder: string): TensorflowLibrary | string {
  const real = realpathSync(folder);
  const places = [real, join(real, "lib")];
  const includeFolder = join(real, "include");
  for (const place of places) {
    const names = existsSync(place) ? readdirSync(place) : [];
    const main = first(names, /^libtensorflow_cc\.(so|2\.dylib|dylib)/, [
      /^libtensorflow\.(so|2\.dylib|dylib)/,
    ]);
    if (main === undefined) continue;
    const framework = first(names, /^libtensorflow_framework\./);
    const header = join(includeFolder, "tensorflow", "c", "eager", "c_api.h");
    if (!existsSync(header)) {
      return `The TensorFlow at ${real} has its library but not its headers: expected ${header}. Install the whole package again (pip install --force-reinstall tensorflow).`;
    }
    return {
      folder: place,
      includeFolder,
      libraries: [main, framework]
        .filter((name) => name !== undefined)
        .map((name) => join(place, name)),
    };
  }
  const windows =
    process.platform === "win32"
      ? " TensorFlow's packages for Windows have none; use WSL2."
      : "";
  return `The folder ${real} holds no library to link to: expected libtensorflow_cc (TensorFlow 2.9 or newer).${windows} Upgrade it (pip install --upgrade tensorflow).`;
}

/** The shortest name that fits the first pattern that any name fits: `….so.2` before `….so.2.21.0`. */
function first(
  names: readonly string[],
  pattern: RegExp,
  others: readonly RegExp[] = [],
): string | undefined {
  for (const wanted of [pattern, ...others]) {
    const fitting = names
      .filter((name) => wanted.test(name))
      .toSorted((a, b) => a.length - b.length);
    if (fitting[0] !== undefined) return fitting[0];
  }
  return undefined;
}
