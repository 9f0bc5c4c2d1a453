import { existsSync } from "node:fs";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TensorMap } from "#engine/base/tensor.ts";
import { createSession, OrtTensor } from "#engine/compute/onnx/session.ts";
import { exportModel } from "#engine/export/export-model.ts";
import type {
  ExportReport,
  ExportRequest,
  ParityCheck,
} from "#engine/export/export-types.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { drawPictures } from "#test/helpers/drawn-pictures.ts";
import { livelyWeights } from "#test/helpers/lively-weights.ts";

const MOBILENET = buildModel("mobilenet-v2", {
  inputSize: 96,
  width: 0.35,
  classes: 4,
});

let folder = "";
let pictures: string[] = [];
let mobilenetWeights: TensorMap = new Map();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-export-"));
  pictures = await drawPictures(join(folder, "pictures"), 21);
  mobilenetWeights = await livelyWeights(MOBILENET);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function request(more: Partial<ExportRequest>): ExportRequest {
  return {
    graph: MOBILENET,
    weights: mobilenetWeights,
    preprocessing: standardPreprocessing(96, "minus-one-to-one", {
      resize: "crop",
    }),
    labels: ["a", "b b", "ç", 'd"<&'],
    name: "test model",
    formats: ["tfjs", "onnx"],
    outputDirectory: join(folder, "unused"),
    samples: pictures.slice(0, 5).map((path) => ({ path })),
    ...more,
  };
}

/** Checks that were run and did not pass. Python's may be skipped where there is none. */
function failures(report: ExportReport): ParityCheck[] {
  const checks = report.formats.flatMap(({ parity }) => parity);
  return checks.filter(
    (check) => !check.passed && !/No Python/.test(check.skipped ?? ""),
  );
}

describe("exportModel", () => {
  it("writes MobileNetV2 in both formats, and every reader gives the app's answers", async () => {
    const outputDirectory = join(folder, "mobilenet");
    const phases: string[] = [];
    const report = await exportModel(
      request({
        outputDirectory,
        samples: pictures.map((path) => ({ path })),
        onProgress: ({ phase, done, total }) =>
          phases.push(`${done}/${total} ${phase}`),
      }),
    );
    expect(failures(report)).toEqual([]);
    const [tfjs, onnx] = report.formats;
    expect(
      tfjs?.parity.map((check) => [check.runtime, check.pictures]),
    ).toEqual([
      ["tfjs", 5],
      ["TensorFlow.js check.mjs", 20],
    ]);
    expect(onnx?.parity.map((check) => check.runtime)).toEqual([
      "onnxruntime",
      "ONNX check.mjs",
      "ONNX check.py",
    ]);
    expect(phases.at(0)).toBe("0/5 Reading samples");
    expect(phases.at(-1)).toBe("5/5 Exported");
    for (const { directory, files } of report.formats) {
      for (const file of files)
        expect(existsSync(join(directory, file))).toBe(true);
      expect(await readdir(join(directory, "samples"))).toHaveLength(10);
      const expected = JSON.parse(
        await readFile(join(directory, "expected.json"), "utf8"),
      ) as {
        samples: { original: string; probabilities: number[] }[];
      };
      const answers = expected.samples.map(({ probabilities }) =>
        probabilities.indexOf(Math.max(...probabilities)),
      );
      expect(new Set(answers).size).toBeGreaterThan(1);
      expect(expected.samples[0]?.original).toBe("drawn #0 100%.jpg");
    }
    const parity = JSON.parse(
      await readFile(join(outputDirectory, "parity.json"), "utf8"),
    ) as object;
    expect(parity).toMatchObject({
      format: "convolve-export",
      checks: { onnx: onnx?.parity },
    });
    const again = await loadModelFile(join(outputDirectory, "tfjs"));
    expect(again.labels).toEqual(["a", "b b", "ç", 'd"<&']);
    expect(again.preprocessing.resize).toBe("crop");
    expect(
      (await readdir(folder)).filter((name) => name.endsWith(".partial")),
    ).toEqual([]);
  }, 180_000);

  it.each(["constant", "mirror"] as const)(
    "writes LeNet-5 for gray pictures, fitted with padding %s, and from scores instead of probabilities",
    async (padding) => {
      const graph = buildModel("lenet-5", { classes: 3 });
      const last = graph.layers.at(-1);
      const scores = {
        ...graph,
        layers: [
          ...graph.layers.slice(0, -1),
          { ...last, attributes: { units: 3 } },
        ],
      } as LayerGraph;
      const preprocessing = standardPreprocessing(32, "zero-to-one", {
        resize: "fit",
        padding,
        channels: "gray",
        background: [0, 128, 255],
      });
      const report = await exportModel(
        request({
          graph: scores,
          weights: initializeWeights(graph, 2),
          preprocessing,
          labels: ["x", "y", "z"],
          outputDirectory: join(folder, `lenet-${padding}`),
        }),
      );
      expect(failures(report)).toEqual([]);
    },
  );

  it("passes over files that cannot be used, and says when none is left", async () => {
    const broken = join(folder, "broken.jpg");
    await writeFile(broken, "not a picture");
    const report = await exportModel(
      request({
        formats: ["onnx"],
        outputDirectory: join(folder, "no-samples"),
        samples: [{ path: broken }, { path: join(folder, "absent.png") }],
      }),
    );
    expect(report.formats[0]?.parity.map((check) => check.skipped)).toEqual([
      expect.stringMatching(/No JPEG/),
      expect.stringMatching(/No JPEG/),
    ]);
  });

  it("never overwrites: a directory with files, or a file, is refused", async () => {
    const outputDirectory = join(folder, "taken");
    await mkdir(outputDirectory);
    await writeFile(join(outputDirectory, "mine.txt"), "precious");
    await expect(exportModel(request({ outputDirectory }))).rejects.toThrow(
      /mine.txt/,
    );
    expect(await readFile(join(outputDirectory, "mine.txt"), "utf8")).toBe(
      "precious",
    );
    await expect(
      exportModel(
        request({ outputDirectory: join(outputDirectory, "mine.txt") }),
      ),
    ).rejects.toThrow(
      expect.objectContaining({ code: "export/directory-not-empty" }),
    );
  });

  it("leaves nothing behind when it is cancelled", async () => {
    const stop = new AbortController();
    const outputDirectory = join(folder, "cancelled", "out");
    const cancelled = exportModel(
      request({
        outputDirectory,
        signal: stop.signal,
        onProgress: ({ phase }) => phase.startsWith("Checking") && stop.abort(),
      }),
    );
    await expect(cancelled).rejects.toThrow(
      expect.objectContaining({ code: "job/cancelled" }),
    );
    expect(await readdir(join(folder, "cancelled"))).toEqual([]);
  });

  it("refuses labels that do not fit, unknown formats and none", async () => {
    await expect(exportModel(request({ labels: ["one"] }))).rejects.toThrow(
      /4 labels are expected. Received: 1/,
    );
    await expect(exportModel(request({ formats: [] }))).rejects.toThrow(
      /tfjs, onnx/,
    );
  });
});

describe("model-fixed.onnx", () => {
  it("takes batches", async () => {
    const outputDirectory = join(folder, "fixed");
    const { graph, weights } = request({});
    await exportModel(
      request({ outputDirectory, formats: ["onnx"], samples: [] }),
    );
    const session = await createSession(
      await readFile(join(outputDirectory, "onnx", "model-fixed.onnx")),
    );
    const data = Float32Array.from({ length: 2 * 96 * 96 * 3 }, (_, i) =>
      Math.sin(i),
    );
    const { probabilities } = await session.run({
      input: new OrtTensor("float32", data, [2, 96, 96, 3]),
    });
    const forward = await createOnnxExecutor().createForward({
      graph,
      weights,
    });
    const expected = (await forward.run({ shape: [2, 96, 96, 3], data })).get(
      graph.output,
    )?.data;
    expect(probabilities?.data).toEqual(expected);
    await session.dispose();
    await forward.dispose();
  });
});
