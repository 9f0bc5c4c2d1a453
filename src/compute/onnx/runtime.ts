import { availableParallelism } from "node:os";
import { env, type InferenceSession } from "onnxruntime-common";
import { StudioError } from "#engine/base/errors.ts";

/**
 * Which build of onnxruntime computes: `node` is the native library; `web` is WebAssembly, for systems that the native one has no
 * binary for (Intel Macs). Both take the same graphs.
 */
export type RuntimeKind = "node" | "web";

export interface OnnxRuntime {
  readonly kind: RuntimeKind;
  createSession(
    model: Uint8Array,
    options: InferenceSession.SessionOptions,
  ): Promise<InferenceSession>;
  /** What this build was made with, such as `cpu`, `webgpu`; a name that is not bundled needs further libraries. */
  readonly backends: readonly {
    readonly name: string;
    readonly bundled: boolean;
  }[];
}

const loaded = new Map<RuntimeKind, Promise<OnnxRuntime>>();
let automatic: Promise<OnnxRuntime> | undefined;

/**
 * Loads onnxruntime once: the kind asked for, else the native one where it loads and the other where it does not.
 * @throws StudioError `compute/device-unavailable`
 */
export async function loadRuntime(kind?: RuntimeKind): Promise<OnnxRuntime> {
  if (kind !== undefined) return load(kind);
  automatic ??= load("node").catch(() => load("web"));
  return automatic;
}

/** Version of onnxruntime: both kinds are released together. Loads no library. */
export function runtimeVersion(): string {
  return env.versions.common;
}

function load(kind: RuntimeKind): Promise<OnnxRuntime> {
  const known = loaded.get(kind);
  if (known) return known;
  const loading = kind === "node" ? loadNative() : loadWeb();
  loaded.set(kind, loading);
  return loading;
}

async function loadNative(): Promise<OnnxRuntime> {
  try {
    const { InferenceSession, listSupportedBackends } =
      await import("onnxruntime-node");
    return {
      kind: "node",
      createSession: (model, options) =>
        InferenceSession.create(model, options),
      backends: listSupportedBackends(),
    };
  } catch (error) {
    throw unavailable(
      "onnxruntime-node",
      `its native library does not load on ${process.platform}/${process.arch}`,
      error,
    );
  }
}

async function loadWeb(): Promise<OnnxRuntime> {
  try {
    const web = await import("onnxruntime-web");
    // One pool for the whole process, made with the first session: what a session asks for is not heeded.
    web.env.wasm.numThreads = availableParallelism();
    web.env.logLevel = "error";
    return {
      kind: "web",
      createSession: (model, options) =>
        web.InferenceSession.create(model, {
          ...options,
          executionProviders: ["wasm"],
        }),
      backends: [{ name: "cpu", bundled: true }],
    };
  } catch (error) {
    throw unavailable("onnxruntime-web", "the package cannot be loaded", error);
  }
}

function unavailable(
  name: string,
  reason: string,
  cause: unknown,
): StudioError {
  return new StudioError(
    "compute/device-unavailable",
    `Expected ${name} to compute with. Received: ${reason} (${cause instanceof Error ? cause.message : String(cause)}). Run "npm ci" in Convolve's folder, or use another device.`,
    { cause },
  );
}
