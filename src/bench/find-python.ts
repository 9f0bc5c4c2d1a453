import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** A Python and what of the compared libraries it has. */
export interface PeerPython {
  readonly path: string;
  /** Package → version; only those that are there. */
  readonly versions: Readonly<Record<string, string>>;
}

const PACKAGES = [
  "tensorflow",
  "tensorflow_cpu",
  "keras",
  "torch",
  "torchvision",
  "onnxruntime",
  "onnx",
  "pillow",
  "numpy",
];
/** Asks for versions without importing anything, which would take seconds. */
const PROGRAM = `
import json, sys
from importlib import metadata
found = {"python": sys.version.split()[0]}
for name in ${JSON.stringify(PACKAGES)}:
    try:
        found[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps(found))
`;
const LIMIT_MS = 20_000;

/**
 * The Python in which Keras, PyTorch and onnxruntime are looked for.
 * @param path CONVOLVE_PYTHON, or undefined for the ones on the search path
 * @returns undefined where there is none that runs
 */
export async function findPython(
  path: string | undefined,
): Promise<PeerPython | undefined> {
  const candidates = path === undefined ? ["python3", "python"] : [path];
  for (const candidate of candidates) {
    try {
      const { stdout } = await promisify(execFile)(candidate, ["-c", PROGRAM], {
        timeout: LIMIT_MS,
      });
      const versions = JSON.parse(stdout) as Record<string, string>;
      return { path: candidate, versions };
    } catch {
      // Not there, or too old: the next one.
    }
  }
  return undefined;
}
