import { createRequire } from "node:module";
import { dirname } from "node:path";
import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { StudioError } from "#engine/base/errors.ts";
import { anyPackageFolder, findBinding, packageFolder } from "./binding.ts";
import { NO_BINDING_REMEDY } from "./remedies.ts";

/** The name under which the packages register their kernels. */
export const NATIVE_BACKEND = "tensorflow";

export interface NativeOptions {
  /** May CUDA be used; false hides every CUDA device from TensorFlow. */
  readonly gpu: boolean;
  /** Intra-op threads; default: all cores. */
  readonly threads?: number;
}

/** Constants and calls of the compiled binding that are used here (`binding/tfjs_binding.cc`). */
export interface NativeBinding {
  readonly TF_Version: string;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  isUsingGpuDevice(): boolean;
}

interface BackendModule {
  readonly NodeJSKernelBackend: new (
    binding: NativeBinding,
    packageName: string,
  ) => tf.KernelBackend;
}

let loaded: { readonly options: NativeOptions; readonly path: string } | null =
  null;

/**
 * Loads TensorFlow's C library into this process and registers it as a TensorFlow.js backend with its kernels. Once loaded it stays,
 * so a process computes either with CUDA or without.
 * @returns the backend's name, for `selectBackend`
 * @throws StudioError `compute/device-unavailable` with what is missing and what to do
 */
export function loadNativeBackend(options: NativeOptions): string {
  if (loaded !== null) {
    if (loaded.options.gpu !== options.gpu) {
      throw unavailable(
        `TensorFlow is loaded in this process already, ${loaded.options.gpu ? "with" : "without"} CUDA, and cannot change. Do the work in a new process.`,
      );
    }
    return NATIVE_BACKEND;
  }
  const file = findBinding();
  const folder =
    file === undefined || file.source === "linked"
      ? anyPackageFolder()
      : packageFolder(file.source);
  if (file === undefined || folder === undefined) {
    throw unavailable(
      `TensorFlow's native library is not installed. ${NO_BINDING_REMEDY}`,
    );
  }
  prepareEnvironment(options);
  const binding = requireBinding(file.path);
  registerBackend(folder, binding);
  loaded = { options, path: file.path };
  return NATIVE_BACKEND;
}

/** TensorFlow reads these once, when it is loaded. What the user has set stays. */
function prepareEnvironment({ gpu, threads }: NativeOptions): void {
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
  process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true";
  if (!gpu) process.env["CUDA_VISIBLE_DEVICES"] = "-1";
  if (threads !== undefined)
    process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
}

function requireBinding(path: string): NativeBinding {
  try {
    return createRequire(import.meta.url)(path) as NativeBinding;
  } catch (cause) {
    throw unavailable(
      `TensorFlow's native library at ${dirname(path)} does not load: ${(cause as Error).message}. ${NO_BINDING_REMEDY}`,
      cause,
    );
  }
}

function registerBackend(folder: string, binding: NativeBinding): void {
  restoreRemovedUtilities();
  const requireThere = createRequire(`${folder}/package.json`);
  requireThere("./dist/register_all_kernels.js");
  const { NodeJSKernelBackend } = requireThere(
    "./dist/nodejs_kernel_backend.js",
  ) as BackendModule;
  const name = binding.isUsingGpuDevice()
    ? "@tensorflow/tfjs-node-gpu"
    : "@tensorflow/tfjs-node";
  tf.registerBackend(
    NATIVE_BACKEND,
    () => new NodeJSKernelBackend(binding, name),
  );
}

/** The packages call helpers that Node has removed in version 23, or will remove (github.com/tensorflow/tfjs/issues/8609). */
function restoreRemovedUtilities(): void {
  const old = util as unknown as Record<string, unknown>;
  old["isNullOrUndefined"] ??= (value: unknown) =>
    value === null || value === undefined;
  // Still there, but it warns.
  old["isArray"] = Array.isArray;
}

function unavailable(message: string, cause?: unknown): StudioError {
  return new StudioError("compute/device-unavailable", message, { cause });
}
