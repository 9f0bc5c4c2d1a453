import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { CancelledError } from "#engine/base/cancellation.ts";
import type { Progress } from "#engine/base/progress.ts";
import {
  anyPackageFolder,
  findBinding,
  packageVersion,
} from "#engine/compute/tfjs/native/binding.ts";
import { installTensorflow } from "#engine/compute/tfjs/native/install-tensorflow.ts";
import { linkTensorflow } from "#engine/compute/tfjs/native/link-tensorflow.ts";
import {
  bindingOf,
  linkedBuild,
  rememberLinkedBuild,
} from "#engine/compute/tfjs/native/linked-builds.ts";
import { probeBinding } from "#engine/compute/tfjs/native/probe-binding.ts";
import { nativeTensorflowUnavailable } from "#test/helpers/native-tensorflow.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const unavailable = await nativeTensorflowUnavailable();
const isPosix = process.platform !== "win32";

beforeEach(async () => {
  vi.stubEnv("CONVOLVE_HOME", await temporaryFolder());
  return () => vi.unstubAllEnvs();
});

describe.skipIf(unavailable)(`linkTensorflow ${unavailable ?? ""}`, () => {
  it("builds a binding that loads and is used from then on", async () => {
    const phases: string[] = [];
    const onProgress = ({ phase }: Progress) => phases.push(phase);
    const linked = await linkTensorflow(undefined, {
      onProgress,
      signal: undefined,
    });
    expect(linked.tensorflowVersion).toMatch(/^2\.\d+\.\d+/);
    expect(phases).toEqual([
      "Looking for TensorFlow",
      "Compiling the binding",
      "Loading TensorFlow",
      "Linked",
    ]);
    expect(findBinding()).toEqual({ path: linked.path, source: "linked" });
    expect(linkedBuild()).toMatchObject({
      tensorflowVersion: linked.tensorflowVersion,
    });
    expect(await probeBinding(linked.path)).toEqual({
      isLoadable: true,
      tensorflowVersion: linked.tensorflowVersion,
      usesGpu: linked.usesGpu,
    });
  }, 180_000);

  it("ends the compiler when it is cancelled, and leaves nothing in use", async () => {
    const controller = new AbortController();
    const onProgress = ({ done }: Progress) => {
      if (done === 1) setTimeout(() => controller.abort(), 300);
    };
    await expect(
      linkTensorflow(undefined, { onProgress, signal: controller.signal }),
    ).rejects.toThrow(CancelledError);
    expect(findBinding()?.source).not.toBe("linked");
  });
});

describe("linkTensorflow without what it needs", () => {
  const options = { onProgress: () => undefined, signal: undefined };

  it("says that a folder is not there", async () => {
    const path = join(await temporaryFolder(), "nowhere");
    await expect(linkTensorflow(path, options)).rejects.toMatchObject({
      code: "compute/no-tensorflow",
      message: expect.stringContaining(path),
    });
  });

  it("says that no Python has TensorFlow", async () => {
    vi.stubEnv("PATH", await temporaryFolder());
    vi.stubEnv("CONVOLVE_PYTHON", undefined);
    vi.stubEnv("VIRTUAL_ENV", undefined);
    await expect(linkTensorflow(undefined, options)).rejects.toMatchObject({
      code: "compute/no-tensorflow",
      message: expect.stringContaining("pip install tensorflow"),
    });
  });

  it("says that a folder has no library, or no headers", async () => {
    const folder = await temporaryFolder();
    await expect(linkTensorflow(folder, options)).rejects.toMatchObject({
      code: "compute/incomplete-tensorflow",
      message: expect.stringContaining("libtensorflow_cc"),
    });
    await writeFile(join(folder, "libtensorflow_cc.so.2"), "");
    await expect(linkTensorflow(folder, options)).rejects.toMatchObject({
      code: "compute/incomplete-tensorflow",
      message: expect.stringContaining("c_api.h"),
    });
  });

  it.skipIf(!isPosix)("says that there is no compiler", async () => {
    const folder = await tensorflowOfPaper();
    vi.stubEnv("PATH", await temporaryFolder());
    vi.stubEnv("CXX", undefined);
    await expect(linkTensorflow(folder, options)).rejects.toMatchObject({
      code: "compute/no-compiler",
      message: expect.stringMatching(/g\+\+|xcode-select/),
    });
  });

  it.skipIf(!isPosix)(
    "passes on what the compiler complains about",
    async () => {
      const tools = await temporaryFolder();
      const compiler = join(tools, "cxx");
      await writeFile(
        compiler,
        '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "x.cc:1: error: no such thing" >&2\nexit 1\n',
      );
      await chmod(compiler, 0o755);
      vi.stubEnv("CXX", compiler);
      await expect(
        linkTensorflow(await tensorflowOfPaper(), options),
      ).rejects.toMatchObject({
        code: "compute/binding-failed",
        message: expect.stringContaining("no such thing"),
      });
      expect(findBinding()?.source).not.toBe("linked");
    },
  );

  it("leaves a binding alone that was built from other sources", async () => {
    const folder = "built";
    const binding = bindingOf(folder);
    await mkdir(dirname(binding), { recursive: true });
    await writeFile(binding, "");
    const build = {
      folder,
      tensorflowVersion: "2.21.0",
      libraryFolder: await temporaryFolder(),
    };
    const sources = anyPackageFolder() ?? "";
    const tfjsNodeVersion = packageVersion(sources);
    await rememberLinkedBuild({ ...build, tfjsNodeVersion });
    expect(findBinding()).toEqual({ path: binding, source: "linked" });
    await rememberLinkedBuild({ ...build, tfjsNodeVersion: "1.0.0" });
    expect(findBinding()?.source).not.toBe("linked");
  });

  it("knows a library that does not load", async () => {
    const path = join(await temporaryFolder(), "tfjs_binding.node");
    await writeFile(path, "no library");
    expect(await probeBinding(path)).toEqual({
      isLoadable: false,
      reason: expect.stringMatching(/tfjs_binding/),
    });
  });
});

describe.skipIf(!isPosix)("installTensorflow", () => {
  it("says that the server could not be reached", async () => {
    // Nothing listens there, so that no test ever fetches hundreds of megabytes.
    vi.stubEnv("TFJS_NODE_CDN_STORAGE", "https://127.0.0.1:9/");
    vi.stubEnv("HTTPS_PROXY", "");
    vi.stubEnv("https_proxy", "");
    const phases: string[] = [];
    await expect(
      installTensorflow({
        gpu: false,
        onProgress: ({ phase }) => phases.push(phase),
        signal: undefined,
        timeLimitMs: 30_000,
      }),
    ).rejects.toMatchObject({
      code: "compute/install-failed",
      message: expect.stringMatching(
        /could not be fetched.*ECONNREFUSED.*--link-tensorflow/,
      ),
    });
    expect(phases).toContain("Downloading libtensorflow");
  });

  it("ends when it is cancelled", async () => {
    await expect(
      installTensorflow({
        gpu: false,
        onProgress: () => undefined,
        signal: AbortSignal.abort(),
      }),
    ).rejects.toThrow(CancelledError);
  });
});

/** A folder with the names that a TensorFlow has, and nothing in them. */
async function tensorflowOfPaper(): Promise<string> {
  const folder = await temporaryFolder();
  const headers = join(folder, "include", "tensorflow", "c", "eager");
  await mkdir(headers, { recursive: true });
  await writeFile(join(headers, "c_api.h"), "");
  await writeFile(join(folder, "libtensorflow_cc.so.2"), "");
  return folder;
}
