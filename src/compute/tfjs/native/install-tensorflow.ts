import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { installedBinding, packageFolder } from "./binding.ts";
import type { InstalledTensorflow } from "./link-tensorflow.ts";
import { probeBinding } from "./probe-binding.ts";
import { runChild } from "./run-child.ts";

export interface InstallOptions {
  readonly onProgress: ReportProgress;
  readonly signal: AbortSignal | undefined;
  /** The library with CUDA 11.2 (Linux) instead of the one for the processor. */
  readonly gpu: boolean;
  /** Default: an hour, for hundreds of megabytes over a slow line. */
  readonly timeLimitMs?: number;
}

const HOUR_MS = 3_600_000;
const LINK_INSTEAD =
  'A TensorFlow that is on this machine already (pip install tensorflow) can be used instead: "convolve devices --link-tensorflow".';

/**
 * Runs the installation that @tensorflow/tfjs-node(-gpu) itself brings: it fetches libtensorflow 2.9.1 and a binding. It is never run
 * behind the user's back.
 * @throws StudioError `compute/no-tfjs-node`, `compute/install-unsupported`, `compute/install-failed`; CancelledError
 */
export async function installTensorflow(
  options: InstallOptions,
): Promise<InstalledTensorflow> {
  const { gpu, onProgress, signal } = options;
  const name = gpu ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node";
  const folder = packageFolder(name);
  if (folder === undefined) {
    throw new StudioError(
      "compute/no-tfjs-node",
      `The npm package ${name} is not installed. It is an optional dependency; run npm install without --omit=optional.`,
    );
  }
  refuseUnsupported(gpu);
  onProgress({ phase: "Fetching TensorFlow", done: 0, unit: "percent" });
  // The script rewrites its package.json for a moment; a cancel then must not leave it so.
  const description = join(folder, "package.json");
  const before = await readFile(description);
  const outcome = await runChild({
    command: process.execPath,
    arguments: ["scripts/install.js", gpu ? "gpu" : "cpu", "download"],
    folder,
    environment: pathWithTools(folder),
    timeLimitMs: options.timeLimitMs ?? HOUR_MS,
    signal,
    onLine: (line) => reportLine(line, onProgress),
  }).finally(() => writeFile(description, before));
  const path = installedBinding(folder);
  if (outcome.code !== 0 || path === undefined) {
    throw new StudioError(
      "compute/install-failed",
      `${explain(outcome.output, outcome.isTimedOut)} ${LINK_INSTEAD}`,
    );
  }
  const probe = await probeBinding(path);
  if (!probe.isLoadable) {
    throw new StudioError(
      "compute/install-failed",
      `TensorFlow was fetched but does not load here: ${probe.reason}. ${LINK_INSTEAD}`,
    );
  }
  onProgress({
    phase: "Installed",
    done: 100,
    total: 100,
    unit: "percent",
  });
  return {
    tensorflowVersion: probe.tensorflowVersion,
    usesGpu: probe.usesGpu,
    path,
  };
}

function refuseUnsupported(gpu: boolean): void {
  const { platform, arch } = process;
  if (platform === "win32") {
    throw new StudioError(
      "compute/install-unsupported",
      "TensorFlow.js has no native binding for Windows and a current Node (github.com/tensorflow/tfjs/issues/8688). The graphics card works through onnxruntime's DirectML or WebGPU; TensorFlow itself needs Linux or WSL2.",
    );
  }
  const isSupported =
    platform === "linux"
      ? arch === "x64" || (arch === "arm64" && !gpu)
      : platform === "darwin" && !gpu;
  if (!isSupported) {
    throw new StudioError(
      "compute/install-unsupported",
      `TensorFlow.js has no ${gpu ? "CUDA" : "native"} library for ${platform}/${arch}. Expected Linux on x64${gpu ? "" : " or arm64, or macOS"}. ${LINK_INSTEAD}`,
    );
  }
}

/** The script calls node-pre-gyp by name, which npm would have put into the path. */
function pathWithTools(folder: string): Record<string, string> {
  const separator = process.platform === "win32" ? ";" : ":";
  const parts = folder.split(/[\\/]node_modules[\\/]/);
  const root = parts.slice(0, -1).join("/node_modules/") || folder;
  return {
    PATH: [
      `${root}/node_modules/.bin`,
      `${folder}/node_modules/.bin`,
      process.env["PATH"] ?? "",
    ].join(separator),
  };
}

/** The script's bar: `[====      ] 12345/bps 40% 3.2s`. */
function reportLine(line: string, onProgress: ReportProgress): void {
  const percent = /(\d{1,3})%/.exec(line)?.[1];
  if (percent !== undefined) {
    onProgress({
      phase: "Fetching TensorFlow",
      done: Number(percent),
      total: 100,
      unit: "percent",
    });
  } else if (line.startsWith("*")) {
    onProgress({
      phase: line.replace(/^\*\s*/, ""),
      done: 0,
      unit: "percent",
    });
  }
}

function explain(output: string, isTimedOut: boolean): string {
  if (isTimedOut)
    return "Fetching TensorFlow took longer than the time limit and was ended.";
  const network =
    /getaddrinfo \S+ \S+|connect E\w+ \S+|E(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN|HOSTUNREACH)\b[^\n]*|self-signed certificate[^\n]*|unable to [^\n]*certificate[^\n]*/.exec(
      output,
    );
  if (network !== null) {
    return `TensorFlow could not be fetched from storage.googleapis.com: ${network[0].trim()}. Check the connection and, behind a proxy, set HTTPS_PROXY; TFJS_NODE_CDN_STORAGE names a mirror.`;
  }
  const refused =
    /TAR_BAD_ARCHIVE[^\n]*|Unrecognized archive format[^\n]*|tarball \S+ .*?status code \d+|HTTP error code[^\n]*|(?:403|404|407) [^\n]*/.exec(
      output,
    );
  if (refused !== null) {
    return `The server, or a proxy on the way, did not send TensorFlow's library: ${refused[0].trim()}.`;
  }
  const last = output.trim().split("\n").at(-1)?.trim();
  return `The installation of TensorFlow failed${last ? `: ${last}` : ""}.`;
}
