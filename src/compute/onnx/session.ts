import { Tensor as OrtTensor, type InferenceSession } from "onnxruntime-common";
import { StudioError } from "#engine/base/errors.ts";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import { PROVIDERS, type Provider } from "./providers/provider.ts";
import { keepWebGpuContext } from "./providers/webgpu-context.ts";
import { loadRuntime, type RuntimeKind } from "./runtime.ts";

export { OrtTensor };

export interface SessionOptions {
  /** Intra-op threads; default: onnxruntime's, one per physical core. */
  readonly threads?: number | undefined;
  /** Writes a Chrome trace file with this prefix when the session ends. */
  readonly profilePrefix?: string | undefined;
  /** Default: the CPU. */
  readonly provider?: Provider | undefined;
  /** Default: the native library where it loads. */
  readonly runtime?: RuntimeKind | undefined;
  /** `plain` keeps training graphs on the CPU from blocked pictures, so that tests can compare; default: blocked where it is right. */
  readonly layout?: "plain" | undefined;
  /** WebGPU only, for tests of its faults: the layout in which it computes; default NCHW, because NHWC is wrong for some convolutions. */
  readonly preferredLayout?: "NCHW" | "NHWC" | undefined;
  /** WebGPU only: outputs that stay in the device's memory, to be fed again; `data` of such a tensor must not be touched. */
  readonly deviceOutputs?: readonly string[] | undefined;
}

/** A loaded model. Calls block the event loop of the process: only job and model processes use it. */
export interface Session {
  run(
    feeds: Readonly<Record<string, OrtTensor>>,
  ): Promise<Readonly<Record<string, OrtTensor>>>;
  dispose(): Promise<void>;
}

let openSessions = 0;

/** Sessions of this process that were created and not disposed; tests compare it before and after. */
export function openSessionCount(): number {
  return openSessions;
}

/** @throws StudioError `compute/model-rejected` when onnxruntime does not take the model */
export async function createSession(
  model: Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const session = await loadModel(model, options);
  let isOpen = true;
  openSessions++;
  return {
    run: async (feeds) => {
      if (!isOpen) throw closedSession();
      try {
        return (await session.run(feeds)) as Record<string, OrtTensor>;
      } catch (error) {
        throw new StudioError(
          "compute/run-failed",
          `The network could not be run by onnxruntime. Received: ${messageOf(error)}. Try a smaller batch; if it fails again, copy the diagnostics.`,
          { cause: error },
        );
      }
    },
    dispose: async () => {
      if (!isOpen) return;
      isOpen = false;
      openSessions--;
      if (options.profilePrefix !== undefined) session.endProfiling();
      await session.release();
    },
  };
}

/** A float32 tensor as onnxruntime takes it, without a copy. */
export function toOrt({ data, shape }: Tensor): OrtTensor {
  return new OrtTensor("float32", data, shape);
}

/** A float32 result of onnxruntime, without a copy. */
export function fromOrt(value: OrtTensor | undefined): Tensor {
  if (value === undefined || !(value.data instanceof Float32Array)) {
    throw new TypeError(
      `Expected a float32 output of the model. Received: ${value?.type ?? "nothing"}.`,
    );
  }
  return tensor(value.dims, value.data);
}

async function loadModel(
  model: Uint8Array,
  options: SessionOptions,
): Promise<InferenceSession> {
  const runtime = await loadRuntime(options.runtime);
  try {
    if (options.provider === "webgpu") await keepWebGpuContext(runtime);
    return await runtime.createSession(model, nativeOptions(options));
  } catch (error) {
    throw new StudioError(
      "compute/model-rejected",
      `onnxruntime did not take the network's graph. Received: ${messageOf(error)}. Copy the diagnostics and report it.`,
      { cause: error },
    );
  }
}

function nativeOptions({
  threads,
  profilePrefix,
  provider = "cpu",
  preferredLayout,
  deviceOutputs = [],
}: SessionOptions): InferenceSession.SessionOptions {
  return {
    ...PROVIDERS[provider].session,
    ...(provider === "webgpu" && preferredLayout !== undefined
      ? { executionProviders: [{ name: "webgpu", preferredLayout }] }
      : {}),
    logSeverityLevel: 3,
    // With a pattern the second run takes all its memory anew, as one piece, beside what the first took: a training step needs twice.
    enableMemPattern: false,
    // Threads that wait by spinning take the cores from those that decode pictures meanwhile: on a busy machine 1.6 times slower.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    ...(profilePrefix === undefined
      ? {}
      : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    ...(deviceOutputs.length === 0
      ? {}
      : {
          preferredOutputLocation: Object.fromEntries(
            deviceOutputs.map((name) => [name, "gpu-buffer" as const]),
          ),
        }),
  };
}

function closedSession(): StudioError {
  return new StudioError(
    "compute/disposed",
    "Expected a session that is open. Received one that was disposed. Create a new one.",
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
