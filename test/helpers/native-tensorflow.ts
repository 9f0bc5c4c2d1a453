import { resolve } from "node:path";
import { describeError } from "#engine/base/errors.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { TFJS_DEVICES } from "#engine/compute/tfjs/devices.ts";
import { findTensorflow } from "#engine/compute/tfjs/native/find-tensorflow.ts";
import { linkedBuild } from "#engine/compute/tfjs/native/linked-builds.ts";
import { linkTensorflow } from "#engine/compute/tfjs/native/link-tensorflow.ts";

/** Bindings that tests built stay here, so that a later run needs no compiler. */
const HOME = resolve(
  import.meta.dirname,
  "../../node_modules/.cache/convolve/linked-tensorflow",
);

/**
 * Why the native backend cannot be tested here; undefined where a Python with TensorFlow is on the machine: the one that
 * CONVOLVE_PYTHON names, the active virtual environment's or python3's.
 */
export async function nativeTensorflowUnavailable(): Promise<
  string | undefined
> {
  try {
    await findTensorflow(undefined);
    return undefined;
  } catch (error) {
    return describeError(error).message;
  }
}

/** An executor on the machine's own TensorFlow, to which it links where no earlier test run has. */
export async function createNativeExecutor(): Promise<Executor> {
  return withTestHome(async () => {
    const { folder } = await findTensorflow(undefined);
    if (linkedBuild()?.libraryFolder !== folder) {
      await linkTensorflow(undefined, {
        onProgress: () => undefined,
        signal: undefined,
      });
    }
    const device = TFJS_DEVICES.find(({ id }) => id === "tfjs:native");
    if (device === undefined) throw new Error("tfjs:native is not listed.");
    return device.createExecutor();
  });
}

async function withTestHome<T>(work: () => Promise<T>): Promise<T> {
  const before = process.env["CONVOLVE_HOME"];
  process.env["CONVOLVE_HOME"] = HOME;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env["CONVOLVE_HOME"];
    else process.env["CONVOLVE_HOME"] = before;
  }
}
