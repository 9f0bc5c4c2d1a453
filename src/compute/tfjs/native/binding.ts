import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bindingOf, linkedBuild } from "./linked-builds.ts";

const requireHere = createRequire(import.meta.url);

/** The npm packages that hold the JavaScript side of TensorFlow.js for Node, the one that can use CUDA first. */
const NATIVE_PACKAGES = [
  "@tensorflow/tfjs-node-gpu",
  "@tensorflow/tfjs-node",
] as const;

export type NativePackage = (typeof NATIVE_PACKAGES)[number];

/** A compiled binding between Node and TensorFlow's C library. */
export interface BindingFile {
  /** The `.node` file. */
  readonly path: string;
  /** `linked` was built here against the user's own TensorFlow; the others came with a package's own installation. */
  readonly source: NativePackage | "linked";
}

/**
 * The binding that will be loaded, or undefined where there is none. A TensorFlow that the user linked comes first, because linking
 * is a deliberate act and brings the newer library; one that was built from the sources of another version is left alone.
 */
export function findBinding(): BindingFile | undefined {
  const linked = linkedBuild();
  const sources = anyPackageFolder();
  const isCurrent =
    sources !== undefined &&
    linked?.tfjsNodeVersion === packageVersion(sources);
  if (linked && isCurrent)
    return { path: bindingOf(linked.folder), source: "linked" };
  for (const source of NATIVE_PACKAGES) {
    const folder = packageFolder(source);
    const path = folder && installedBinding(folder);
    if (path) return { path, source };
  }
  return undefined;
}

/** The folder of an installed package, or undefined where the optional package is not there. */
export function packageFolder(name: NativePackage): string | undefined {
  try {
    return dirname(requireHere.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** The first of the native packages that is installed; its JavaScript and its C++ sources are the same in both. */
export function anyPackageFolder(): string | undefined {
  return NATIVE_PACKAGES.map(packageFolder).find(
    (folder) => folder !== undefined,
  );
}

export function packageVersion(folder: string): string {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** What a package's install script leaves behind: `lib/napi-v8/tfjs_binding.node`, the highest version that this Node knows. */
export function installedBinding(folder: string): string | undefined {
  const lib = join(folder, "lib");
  if (!existsSync(lib)) return undefined;
  const known = Number(process.versions["napi"] ?? 8);
  return readdirSync(lib)
    .map((name) => Number(/^napi-v(\d+)$/.exec(name)?.[1]))
    .filter((version) => version <= known)
    .toSorted((a, b) => b - a)
    .map((version) => join(lib, `napi-v${version}`, "tfjs_binding.node"))
    .find((path) => existsSync(path));
}
