import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import { anyPackageFolder, packageVersion } from "./binding.ts";
import { buildBinding } from "./build-binding.ts";
import { findTensorflow, type TensorflowLibrary } from "./find-tensorflow.ts";
import {
  BINDING_NAME,
  linkedBuildsFolder,
  rememberLinkedBuild,
} from "./linked-builds.ts";
import { probeBinding } from "./probe-binding.ts";

export interface LinkOptions {
  readonly onProgress: ReportProgress;
  readonly signal: AbortSignal | undefined;
}

/** What TensorFlow the studio uses from now on. */
export interface InstalledTensorflow {
  readonly tensorflowVersion: string;
  /** The binding's file. */
  readonly path: string;
  /** TensorFlow sees a CUDA device. */
  readonly usesGpu: boolean;
}

const STEPS = 4;

/**
 * Builds a binding between Node and a TensorFlow that is on this machine already, such as a Python's, so that its CUDA version is the
 * one that is used. The binding is kept in the user's cache and used by every process that starts afterwards.
 * @param path the TensorFlow's folder; undefined looks in the machine's Pythons
 * @throws StudioError `compute/no-tfjs-node`, `compute/no-tensorflow`, `compute/incomplete-tensorflow`, `compute/no-compiler`,
 * `compute/no-headers`, `compute/binding-failed`, each with what is missing and what to do; CancelledError
 */
export async function linkTensorflow(
  path: string | undefined,
  { onProgress, signal }: LinkOptions,
): Promise<InstalledTensorflow> {
  const report = (phase: string, done: number) =>
    onProgress({ phase, done, total: STEPS, unit: "steps" });
  const packageFolder = anyPackageFolder();
  if (packageFolder === undefined) {
    throw new StudioError(
      "compute/no-tfjs-node",
      "The npm package @tensorflow/tfjs-node is not installed: it holds the sources of the binding. It is an optional dependency; run npm install without --omit=optional.",
    );
  }
  report("Looking for TensorFlow", 0);
  const library = await findTensorflow(path, signal);
  const tfjsNodeVersion = packageVersion(packageFolder);
  const root = linkedBuildsFolder();
  await mkdir(root, { recursive: true });
  const fresh = await mkdtemp(join(root, ".building-"));
  try {
    report("Compiling the binding", 1);
    const output = join(fresh, BINDING_NAME);
    await buildBinding({ library, packageFolder, output, signal });
    report("Loading TensorFlow", 2);
    const probe = await probeBinding(output);
    if (!probe.isLoadable) {
      throw new StudioError(
        "compute/binding-failed",
        `The binding to the TensorFlow at ${library.folder} was built but does not load: ${probe.reason}. Check that this TensorFlow itself works (python3 -c "import tensorflow").`,
      );
    }
    const { tensorflowVersion, usesGpu } = probe;
    const folder = folderName(tensorflowVersion, tfjsNodeVersion, library);
    const place = join(root, folder);
    await moveInto(fresh, place);
    await rememberLinkedBuild({
      folder,
      tensorflowVersion,
      tfjsNodeVersion,
      libraryFolder: library.folder,
    });
    report("Linked", STEPS);
    return { tensorflowVersion, usesGpu, path: join(place, BINDING_NAME) };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** One folder per TensorFlow and version of the sources; the same TensorFlow linked again gives the same folder. */
function folderName(
  tensorflow: string,
  tfjsNode: string,
  library: TensorflowLibrary,
): string {
  const [main = ""] = library.libraries;
  const { size, mtimeMs } = statSync(main);
  const key = createHash("sha256")
    .update(`${main}\n${size}\n${mtimeMs}\n${process.arch}`)
    .digest("hex");
  return `tensorflow-${tensorflow}-tfjs-node-${tfjsNode}-${key.slice(0, 12)}`;
}

/** A folder that is there may be in use by a running process: it holds the same build, and stays. */
async function moveInto(fresh: string, place: string): Promise<void> {
  if (existsSync(join(place, BINDING_NAME))) return;
  try {
    await rename(fresh, place);
  } catch (error) {
    if (!existsSync(join(place, BINDING_NAME))) throw error;
  }
}
