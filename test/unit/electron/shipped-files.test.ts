import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { productionPackages } from "#electron/packaging/production-packages.ts";
import {
  isFileShipped,
  isPackageShipped,
} from "#electron/packaging/shipped-files.ts";

const ROOT = resolve(import.meta.dirname, "..", "..", "..");
const LINUX = { platform: "linux", arch: "x64" } as const;
const INTEL_MAC = { platform: "darwin", arch: "x64" } as const;
const APPLE = { platform: "darwin", arch: "arm64" } as const;
const WINDOWS = { platform: "win32", arch: "arm64" } as const;

describe("isPackageShipped", () => {
  it("ships onnxruntime-web to Intel Macs alone, where onnxruntime-node has no binary", () => {
    const place = "node_modules/onnxruntime-web";
    expect(isPackageShipped(place, INTEL_MAC)).toBe(true);
    for (const target of [LINUX, APPLE, WINDOWS])
      expect(isPackageShipped(place, target)).toBe(false);
  });
});

describe("productionPackages", () => {
  it("leaves out what only a package needs that is not shipped", () => {
    const linux = productionPackages(ROOT, "linux", "x64");
    const mac = productionPackages(ROOT, "darwin", "x64");
    expect(linux).toContain("node_modules/onnxruntime-common");
    expect(linux).not.toContain("node_modules/onnxruntime-web");
    expect(mac).toContain("node_modules/onnxruntime-web");
    expect(mac).not.toContain("node_modules/protobufjs");
  });
});

describe("isFileShipped", () => {
  it.each([
    [LINUX, "node_modules/webgpu/dist/linux-x64/dawn.node", true],
    [LINUX, "node_modules/webgpu/dist/linux-arm64/dawn.node", false],
    [LINUX, "node_modules/webgpu/dist/linux-x64", true],
    [LINUX, "node_modules/webgpu/dist", true],
    [LINUX, "node_modules/webgpu/index.js", true],
    [APPLE, "node_modules/webgpu/dist/darwin-universal/dawn.node", true],
    [WINDOWS, "node_modules/webgpu/dist/win32-x64/dxcompiler.dll", false],
    [WINDOWS, "node_modules/webgpu/dist/win32-arm64/dxcompiler.dll", true],
    [LINUX, "node_modules/onnxruntime-node/bin/napi-v6/linux", true],
    [
      LINUX,
      "node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1",
      true,
    ],
    [
      LINUX,
      "node_modules/onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1",
      false,
    ],
    [LINUX, "node_modules/onnxruntime-node/bin/napi-v6/win32", false],
    [INTEL_MAC, "node_modules/onnxruntime-web/dist/ort.node.min.mjs", true],
    [
      INTEL_MAC,
      "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
      true,
    ],
    [
      INTEL_MAC,
      "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.jsep.wasm",
      false,
    ],
    [LINUX, "node_modules/@tensorflow/tfjs/dist/tf.node.js", true],
    [LINUX, "node_modules/@tensorflow/tfjs/dist/tf.min.js", true],
    [LINUX, "node_modules/@tensorflow/tfjs/dist/index.js", false],
    [LINUX, "node_modules/usearch/prebuilds/linux-x64/usearch.node", true],
    [LINUX, "node_modules/usearch/prebuilds/win32-x64/usearch.node", false],
    [
      APPLE,
      "node_modules/usearch/prebuilds/darwin-arm64+x64/usearch.node",
      true,
    ],
    [LINUX, "node_modules/usearch/numkong/README.md", false],
    [LINUX, "node_modules/usearch/javascript/dist/esm/usearch.js", true],
    [LINUX, "node_modules/libheif-js/wasm-bundle.js", true],
    [LINUX, "node_modules/libheif-js/libheif-wasm/libheif-bundle.js", true],
    [LINUX, "node_modules/libheif-js/libheif-wasm/libheif-bundle.mjs", false],
    [LINUX, "node_modules/libheif-js/libheif/libheif.js", false],
    [LINUX, "node_modules/ws/lib/websocket.js", true],
    [LINUX, "node_modules/ws/lib/websocket.d.ts", false],
  ] as const)("on %o: %s is %s", (target, path, isShipped) => {
    expect(isFileShipped(path, target)).toBe(isShipped);
  });

  it.each([
    "webgpu/dist/linux-x64/dawn.node",
    "webgpu/dist/darwin-universal/dawn.node",
    "usearch/prebuilds/linux-x64/usearch.node",
    "usearch/prebuilds/darwin-arm64+x64/usearch.node",
    "libheif-js/libheif-wasm/libheif-bundle.js",
    "onnxruntime-web/dist/ort.node.min.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
    "@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.node.js",
  ])("names files that the packages really have: %s", (path) => {
    expect(existsSync(join(ROOT, "node_modules", path))).toBe(true);
  });
});
