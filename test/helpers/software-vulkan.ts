import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const ROOT = resolve(import.meta.dirname, "..", "..");
const ARCHIVE = join(
  ROOT,
  "node_modules/@sparticuz/chromium/bin/swiftshader.tar.br",
);
const FOLDER = join(
  ROOT,
  "node_modules/.cache/convolve/software-vulkan-153.0.0",
);

/** Keeps a library in the process although Node closes it, because it is no module of Node (glibc's dlfcn.h). */
const RTLD_NODELETE = 0x1000;

/**
 * SwiftShader, a graphics card in software that comes with the Chromium package: slow and right, so that WebGPU can be tested on a
 * machine without a graphics card. Says why it cannot be had; undefined where it can.
 */
export function softwareVulkanUnavailable(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64")
    return "The software Vulkan device exists for linux/x64 only.";
  return existsSync(ARCHIVE)
    ? undefined
    : "The package @sparticuz/chromium, which carries the software Vulkan device, is not installed.";
}

/**
 * Makes it the only Vulkan device of this process and of those that it starts, also where the system has no Vulkan at all. Call it before anything touches
 * WebGPU: Dawn and onnxruntime look for devices once.
 * @throws Error where `softwareVulkanUnavailable` says so
 */
export function useSoftwareVulkan(): void {
  const folder = unpackedSoftwareVulkan();
  Object.assign(process.env, softwareVulkanEnvironment());
  try {
    // A process that runs cannot change its library path; but a library that is loaded is found by its name.
    process.dlopen(
      { exports: {} },
      join(folder, "libvulkan.so.1"),
      constants.dlopen.RTLD_NOW | RTLD_NODELETE,
    );
  } catch (error) {
    const isLoaded =
      error instanceof Error && error.message.includes("self-register");
    if (!isLoaded) throw error;
  }
}

/** The same for a child process: its environment's variables. */
export function softwareVulkanEnvironment(): {
  readonly VK_DRIVER_FILES: string;
  readonly LD_LIBRARY_PATH: string;
} {
  const folder = unpackedSoftwareVulkan();
  const known = process.env["LD_LIBRARY_PATH"];
  return {
    VK_DRIVER_FILES: join(folder, "driver.json"),
    LD_LIBRARY_PATH: known ? `${folder}:${known}` : folder,
  };
}

/** Unpacks the libraries once into node_modules/.cache; the folder appears whole, whoever unpacks at the same time. */
function unpackedSoftwareVulkan(): string {
  const reason = softwareVulkanUnavailable();
  if (reason !== undefined) throw new Error(reason);
  if (existsSync(FOLDER)) return FOLDER;
  const fresh = `${FOLDER}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  execFileSync("tar", ["-xf", "-", "-C", fresh], {
    input: brotliDecompressSync(readFileSync(ARCHIVE)),
  });
  writeFileSync(
    join(fresh, "driver.json"),
    JSON.stringify({
      file_format_version: "1.0.0",
      ICD: {
        library_path: join(FOLDER, "libvk_swiftshader.so"),
        api_version: "1.0.5",
      },
    }),
  );
  try {
    renameSync(fresh, FOLDER);
  } catch (error) {
    if (!existsSync(FOLDER)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return FOLDER;
}
