import { join } from "node:path";

import { entryPoint } from "#engine/base/entry-point.ts";
import type { PresentDevice } from "./bench-devices.ts";
import type { PeerPython } from "./find-python.ts";
import type { MeasureKind } from "./measures.ts";
import type { SideCommand } from "./side-process.ts";

/** One competitor. */
export interface Side {
  readonly id: string;
  readonly title: string;
  /** Ours are asked to `open` their device first. */
  readonly device: string | null;
  readonly measures: readonly MeasureKind[];
  readonly command: SideCommand;
}

const TRAINING: readonly MeasureKind[] = ["train", "tune-all", "tune-third"];

/** What there is to measure on this machine, ours first: everything is compared with the first. */
export function listSides(
  devices: readonly PresentDevice[],
  python: PeerPython | undefined,
  threads: number,
): Side[] {
  return [
    ...devices.map((device) => ourSide(device, threads)),
    ...(python ? peerSides(python, threads) : []),
  ];
}

/** The environment of every side: the same number of threads, and none that waits by spinning for long. */
function sideEnvironment(threads: number): Record<string, string> {
  const count = String(threads);
  return {
    CONVOLVE_BENCH_THREADS: count,
    OMP_NUM_THREADS: count,
    // Intel's OpenMP otherwise spins for 200 ms after each parallel part.
    KMP_BLOCKTIME: "1",
    TF_CPP_MIN_LOG_LEVEL: "2",
    KERAS_BACKEND: "tensorflow",
    CUDA_VISIBLE_DEVICES: "-1",
    PYTHONUTF8: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

/** Our own program on Node. */
export function nodeCommand(
  title: string,
  entry: string,
  threads: number,
  args: readonly string[] = [],
): SideCommand {
  return {
    title,
    command: process.execPath,
    args: [
      "--disable-warning=ExperimentalWarning",
      entryPoint(import.meta.url, entry),
      ...args,
    ],
    env: { ...sideEnvironment(threads), NODE_OPTIONS: "" },
  };
}

/** A program of `peers/` in Python. */
export function pythonCommand(
  title: string,
  python: PeerPython,
  script: string,
  threads: number,
  args: readonly string[],
): SideCommand {
  return {
    title,
    command: python.path,
    args: [join(import.meta.dirname, "peers", script), ...args],
    env: sideEnvironment(threads),
  };
}

function ourSide({ id, provider }: PresentDevice, threads: number): Side {
  const title = `Convolve, ${provider}`;
  return {
    id: `convolve:${id}`,
    title,
    device: id,
    measures: ["features", ...TRAINING, "tune-third-cached", "head"],
    command: nodeCommand(title, "convolve-side", threads),
  };
}

function peerSides(python: PeerPython, threads: number): Side[] {
  const { versions } = python;
  const peer = (
    id: string,
    title: string,
    kind: string,
    measures: readonly MeasureKind[],
    env: Record<string, string> = {},
  ): Side => {
    const command = pythonCommand(title, python, "serve.py", threads, [kind]);
    return {
      id,
      title,
      device: null,
      measures,
      command: { ...command, env: { ...command.env, ...env } },
    };
  };
  const lastLayout = { CONVOLVE_BENCH_LAYOUT: "channels-last" };
  return [
    ...(hasKeras(python)
      ? [peer("keras", "Keras", "keras", ["features", ...TRAINING, "head"])]
      : []),
    ...(versions["torch"]
      ? [
          peer(
            "torch-channels-last",
            "PyTorch, channels_last",
            "torch",
            ["features", ...TRAINING, "head"],
            lastLayout,
          ),
          peer("torch", "PyTorch, default layout", "torch", [
            "features",
            ...TRAINING,
          ]),
          peer(
            "torch-folded",
            "PyTorch, channels_last, folded",
            "torch",
            ["features"],
            { ...lastLayout, CONVOLVE_BENCH_FOLDED: "1" },
          ),
        ]
      : []),
    ...(hasOnnxruntime(python)
      ? [
          peer("onnxruntime", "onnxruntime in Python", "onnxruntime", [
            "features",
          ]),
        ]
      : []),
  ];
}

export function hasKeras({ versions }: PeerPython): boolean {
  const tensorflow = versions["tensorflow"] ?? versions["tensorflow_cpu"];
  return versions["keras"] !== undefined && tensorflow !== undefined;
}

/** Its network comes from PyTorch's exporter. */
export function hasOnnxruntime({ versions }: PeerPython): boolean {
  return ["onnxruntime", "torch", "onnx"].every((name) => versions[name]);
}

/** What is missing for the whole table, and how to get it. */
export function missingPeers(python: PeerPython | undefined): string[] {
  const install =
    "pip install tensorflow keras torch torchvision onnx onnxruntime pillow";
  if (python === undefined) {
    return [
      `No Python was found, so only Convolve was measured. With Python and "${install}" the rows of Keras, PyTorch and onnxruntime appear beside; CONVOLVE_PYTHON names the Python to use.`,
    ];
  }
  const missing = [
    hasKeras(python) ? null : "Keras with TensorFlow",
    python.versions["torch"] ? null : "PyTorch",
    hasOnnxruntime(python) ? null : "onnxruntime",
    python.versions["pillow"] ? null : "Pillow",
  ].filter((name) => name !== null);
  if (missing.length === 0) return [];
  return [
    `${python.path} has no ${missing.join(", no ")}: those rows are left out. "${install}" brings them; CONVOLVE_PYTHON names another Python.`,
  ];
}
