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
import { createRandom } from "#engine/base/random.ts";
import {
  sizeOf,
  tensor,
  type Tensor,
  type TensorMap,
} from "#engine/base/tensor.ts";
import { createSession, OrtTensor } from "#engine/compute/onnx/session.ts";
import { exportModel } from "#engine/export/export-model.ts";
import type {
  ExportReport,
  ExportRequest,
  ParityCheck,
} from "#engine/export/export-types.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  PADDINGS,
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { emitPictureModel } from "#engine/export/onnx/onnx-models.ts";
import { resizePixels } from "#engine/imaging/prepare.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { drawPictures } from "#test/helpers/drawn-pictures.ts";

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

/**
 * Random weights under which different pictures get clearly different answers: the moving statistics of normalization are those
 * of a batch of noise, and the head is strong.
 */
async function livelyWeights(graph: LayerGraph): Promise<TensorMap> {
  const layers = graph.layers.map((node) =>
    node.op === "batchNormalization"
      ? { ...node, attributes: { ...node.attributes, momentum: 0 } }
      : node,
  );
  const trainer = await createOnnxExecutor().createTrainer({
    graph: { ...graph, layers },
    weights: initializeWeights(graph, 3),
    trainableLayers: new Set(layers.map((node) => node.name)),
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0 },
    batchSize: 4,
    seed: 1,
  });
  const random = createRandom("noise");
  const size = [4, ...graph.input.shape];
  const input = tensor(
    size,
    Float32Array.from({ length: sizeOf(size) }, () => random.normal()),
  );
  const labels = tensor(
    [4, 4],
    Float32Array.from({ length: 16 }, () => 0.25),
  );
  const sampleWeights = tensor([4], new Float32Array(4).fill(1));
  await trainer.step({ input, labels, sampleWeights, learningRate: 0 });
  const weights = new Map((await trainer.getState()).weights);
  await trainer.dispose();
  const head = weights.get("predictions/kernel") as Tensor;
  return weights.set(
    "predictions/kernel",
    tensor(
      head.shape,
      head.data.map((value) => 2 * value),
    ),
  );
}

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

describe("the preprocessing inside model.onnx", () => {
  const cases: Preprocessing[] = [
    standardPreprocessing(32, "zero-to-255"),
    standardPreprocessing(32, "minus-one-to-one", {
      resize: "crop",
      channels: "bgr",
    }),
    standardPreprocessing(32, "zero-to-255", {
      resize: "fit",
      background: [9, 90, 200],
    }),
    standardPreprocessing(32, "zero-to-one", {
      resize: "fit",
      channels: "gray",
    }),
    ...PADDINGS.map((padding) =>
      standardPreprocessing(32, "zero-to-255", { resize: "fit", padding }),
    ),
    {
      ...standardPreprocessing(32, "zero-to-255", {
        resize: "fit",
        padding: "mirror",
      }),
      height: 27,
    },
  ];
  it.each(cases)(
    "sees what the app sees: $resize, $padding, $channels, $width × $height",
    async (preprocessing) => {
      const channels = preprocessing.channels === "gray" ? 1 : 3;
      const graph: LayerGraph = {
        name: "see",
        input: {
          name: "x",
          shape: [preprocessing.height, preprocessing.width, channels],
        },
        layers: [
          { name: "flat", op: "flatten", inputs: ["x"], attributes: {} },
        ],
        output: "flat",
      };
      const model = {
        graph,
        weights: new Map(),
        preprocessing,
        labels: [],
        name: "see",
      };
      const session = await createSession(emitPictureModel(model));
      const range = 255 / (preprocessing.divisor[0] as number);
      for (const [width, height] of [
        [50, 41],
        [41, 90],
        [20, 7],
        [32, 32],
        [3, 200],
      ] as const) {
        const random = createRandom(width, height);
        const pixels = Uint8Array.from({ length: width * height * 3 }, () =>
          random.integer(256),
        );
        const picture = new OrtTensor("uint8", pixels, [1, height, width, 3]);
        const { probabilities } = await session.run({ picture });
        const expected = normalisePictures(
          [resizePixels(pixels, width, height, preprocessing)],
          preprocessing,
        ).data;
        const received = probabilities?.data as Float32Array;
        const differences = expected.map(
          (value, i) => Math.abs(value - (received[i] as number)) / range,
        );
        expect(Math.max(...differences)).toBeLessThan(1.01 / 255);
        const changed = differences.filter(
          (difference) => difference > 0.5 / 255,
        ).length;
        expect(changed / differences.length).toBeLessThan(0.02);
      }
      await session.dispose();
    },
  );
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
