import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emitGradientModel } from "#engine/compute/onnx/gradient-model.ts";
import { emitInferenceModel } from "#engine/compute/onnx/inference-model.ts";
import { emitTrainingModel } from "#engine/compute/onnx/training-model.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel, MODEL_CATALOG } from "#engine/models/catalog.ts";
import { caseWeights } from "#test/helpers/random-tensors.ts";
import { caseGraph } from "#test/unit/compute/ops/op-case.ts";
import { OP_CASES } from "#test/unit/compute/ops/op-cases.ts";

const PYTHON = process.env["CONVOLVE_PYTHON"] ?? "python3";
const CHECK = `
import sys, glob, onnx
for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:
        print(path, error)
print("checked")
`;

function hasChecker(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import onnx"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn(
      "Skipped: the onnx checker needs Python with the package onnx. Set CONVOLVE_PYTHON to such a Python.",
    );
    return false;
  }
}

describe.skipIf(!hasChecker())("the onnx checker", () => {
  it("accepts the inference, gradient and training graph of every op and every architecture", () => {
    const folder = mkdtempSync(join(tmpdir(), "convolve-onnx-"));
    try {
      const nets = [
        ...OP_CASES.map(caseGraph).map((graph) => ({
          graph,
          weights: caseWeights(graph),
          layer: graph.input.name,
        })),
        ...Object.entries(MODEL_CATALOG).flatMap(([id, entry]) => {
          const inputSize = Math.max(32, entry.leastInputSize);
          const width = Math.min(1, ...entry.widths);
          const graph = buildModel(id, { inputSize, width, classes: 5 });
          // The larger siblings of a network have the same layers.
          if (countParameters(graph).total > 9_000_000) return [];
          const weights = initializeWeights(graph, 1);
          return [{ graph, weights, layer: entry.featureLayer }];
        }),
      ];
      nets.forEach(({ graph, weights, layer }, index) => {
        const save = (kind: string, bytes: Uint8Array) =>
          writeFileSync(join(folder, `${index}-${kind}.onnx`), bytes);
        const taps = graph.layers.map(({ name }) => name);
        save("inference", emitInferenceModel({ graph, weights, taps }));
        save("gradient", emitGradientModel({ graph, weights, layer }, 2));
        const training = emitTrainingModel({
          graph,
          weights,
          trainableLayers: new Set(taps),
          batchNormalization: "training",
          optimizer: { kind: "adam" },
          weightDecay: 0.01,
          labelSmoothing: 0.1,
          batchSize: 2,
          seed: 1,
        });
        save("training", training.bytes);
      });
      expect(runChecker(folder)).toBe("checked\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function runChecker(folder: string): string {
  return execFileSync(PYTHON, ["-c", CHECK, folder], { encoding: "utf8" });
}
