import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TensorMap } from "#engine/base/tensor.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { fitWeights } from "#engine/models/weights/fit-weights.ts";
import { kerasH5 } from "#engine/models/weights/formats/keras-h5.ts";
import { flattenKerasModel } from "#engine/models/weights/keras-config.ts";
import { kerasGraph } from "#engine/models/weights/keras-graph.ts";
import {
  loadCatalogWeights,
  loadModelFile,
} from "#engine/models/weights/load-model-file.ts";
import { openModelSource } from "#engine/models/weights/model-source.ts";
import { writeSafetensors } from "#engine/models/weights/safetensors.ts";
import { readTensors } from "#engine/models/weights/stored-weights.ts";
import { KERAS_FILES } from "#test/helpers/keras-files.ts";
import { draw } from "#test/helpers/keras-golden.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const { expected } = KERAS_FILES;

async function answers(network: {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
}): Promise<number[]> {
  const executor = createTfjsExecutor({ backend: "cpu" });
  const forward = await executor.createForward(network);
  const output = await forward.run(draw("pictures", [2, 12, 12, 3]));
  await forward.dispose();
  return [...(output.get(network.graph.output)?.data ?? [])];
}

function expectNear(
  received: readonly number[],
  wanted: readonly number[],
): void {
  expect(received).toHaveLength(wanted.length);
  received.forEach((value, index) => {
    expect(Math.abs(value - (wanted[index] ?? 0))).toBeLessThan(1e-6);
  });
}

/** Writes files into a new folder. @returns the path of the folder */
async function folderOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function fileOf(content: string | Uint8Array, name = "model") {
  return join(await folderOf({ [name]: content }), name);
}

function withCode(code: string, words: RegExp = /./): unknown {
  const message: unknown = expect.stringMatching(words);
  return expect.objectContaining({ code, message });
}

describe("loadModelFile", () => {
  it.each(["nested.h5", "nested.keras", "branches.keras"])(
    "loads a whole model of Keras that answers as Keras does: %s",
    async (name) => {
      const model = await loadModelFile(KERAS_FILES.path(name));
      const [title] = name.split(".");
      expect(model.title).toBe(title);
      expectNear(
        await answers(model),
        name.startsWith("nested") ? expected.nested : expected.branches,
      );
    },
  );

  it("looks into a file, not at its name", async () => {
    const path = await fileOf(
      await readFile(KERAS_FILES.path("nested.h5")),
      "picture.jpg",
    );
    expect((await loadModelFile(path)).graph.output).toBe("head");
  });

  it("takes labels and preprocessing that lie beside a file and fit it, and only then", async () => {
    const preprocessing = standardPreprocessing(12, "zero-to-one", {
      resize: "crop",
    });
    const folder = await folderOf({
      "nested.h5": await readFile(KERAS_FILES.path("nested.h5")),
      "branches.keras": await readFile(KERAS_FILES.path("branches.keras")),
      "labels.txt": "cat\ndog\nowl\n",
      "preprocessing.json": JSON.stringify(preprocessing),
    });
    const fits = await loadModelFile(join(folder, "nested.h5"));
    expect(fits).toMatchObject({
      labels: ["cat", "dog", "owl"],
      preprocessing,
    });
    const other = await loadModelFile(join(folder, "branches.keras"));
    expect(other.labels).toBeUndefined();
  });

  it("is cut before its pooling as a backbone", async () => {
    const backbone = await loadBackbone(KERAS_FILES.path("nested.h5"));
    expect(backbone.graph.output).toBe("second");
    expect(backbone.weights.has("head/kernel")).toBe(false);
  });

  it("knows which network of the catalog weights alone are of, its width and its classes", async () => {
    const graph = buildModel("resnet-8", { width: 0.5, classes: 3 });
    const weights = initializeWeights(graph, 1);
    const path = await fileOf(writeSafetensors(weights), "my.safetensors");
    const model = await loadModelFile(path);
    expect(model.title).toBe("ResNet-8 of width 0.5");
    expect(model.graph).toEqual(graph);
    expect(model.preprocessing.divisor).toEqual([255, 255, 255]);
    expect(model.featureLayer).toBe("stage3_block1_relu");
    expect(model.weights.get("conv1/kernel")).toEqual(
      weights.get("conv1/kernel"),
    );
  });

  const refused: [string, string, RegExp, () => Promise<string>][] = [
    ["nothing there", "models/not-found", /no model at/, async () => "/none"],
    [
      "an .h5 file that is cut off",
      "weights/damaged",
      /cut off/,
      async () =>
        fileOf(
          (await readFile(KERAS_FILES.path("nested.h5"))).subarray(0, 9000),
        ),
    ],
    [
      "an .h5 file with a hole",
      "weights/damaged",
      /cannot be read|has no such group|no numbers/,
      async () => {
        const bytes = await readFile(KERAS_FILES.path("nested.h5"));
        return fileOf(bytes.fill(0, 1000, bytes.length - 3000));
      },
    ],
    [
      "a weight that is not a number",
      "weights/not-finite",
      /head\/kernel.*NaN/,
      async () => KERAS_FILES.path("nested.nan.h5"),
    ],
    [
      "a weight that would fill the memory",
      "weights/damaged",
      /claims 40000000000 bytes in a file of \d{4}\./,
      async () => KERAS_FILES.path("bomb.h5"),
    ],
    [
      "an HDF5 file of another program",
      "models/not-keras",
      /holds pictures/,
      async () => KERAS_FILES.path("other-program.h5"),
    ],
    [
      "weights of a network that is not in the catalog",
      "weights/unknown-network",
      /"conv2d_4".*9 in all.*model\.save/,
      async () => KERAS_FILES.path("branches.legacy-weights.h5"),
    ],
    [
      "weights under PyTorch's names",
      "weights/unknown-network",
      /"stem.conv"/,
      async () => {
        const kernel = { shape: [4, 3, 3, 3], data: new Float32Array(108) };
        return fileOf(
          writeSafetensors(new Map([["stem.conv/weight", kernel]])),
        );
      },
    ],
    [
      "a .keras archive without weights",
      "models/missing-file",
      /no model\.weights\.h5/,
      async () => fileOf(smallZip({ "config.json": "{}" })),
    ],
    [
      "a .keras archive whose names lead out of it",
      "models/unsafe-path",
      /outside/,
      async () => fileOf(smallZip({ "config.json": "{}", "../x.h5": "x" })),
    ],
    [
      "an archive that is cut off",
      "models/bad-zip",
      /not a whole zip/,
      async () =>
        fileOf(
          (await readFile(KERAS_FILES.path("nested.keras"))).subarray(0, 9000),
        ),
    ],
    [
      "a shard that is missing",
      "weights/missing-shard",
      /"part2\.bin"/,
      async () =>
        folderOf({
          "model.json": JSON.stringify({
            modelTopology: JSON.parse(
              await readFile(KERAS_FILES.path("branches.config.json"), "utf8"),
            ) as unknown,
            weightsManifest: [{ paths: ["part2.bin"], weights: [] }],
          }),
        }),
    ],
    [
      "a model of TensorFlow.js before 1.0",
      "models/old-tfjs",
      /before version 1\.0.*tensorflowjs_converter/,
      async () =>
        folderOf({
          "tensorflowjs_model.pb": "x",
          "weights_manifest.json": "[]",
        }),
    ],
    [
      "a SavedModel",
      "models/saved-model",
      /model\.save/,
      async () => folderOf({ "saved_model.pb": "x", "variables/v.index": "x" }),
    ],
    [
      "a PyTorch archive",
      "models/pytorch",
      /torch\.onnx\.export/,
      async () => fileOf(smallZip({ "net/data.pkl": "x", "net/data/0": "x" })),
    ],
    [
      "an old PyTorch file",
      "models/pytorch",
      /torch\.onnx\.export/,
      async () => fileOf(new Uint8Array([0x80, 2, 0x8a, 10])),
    ],
    [
      "a TensorFlow Lite model",
      "models/tflite",
      /TensorFlow Lite/,
      async () => fileOf("\u001c\0\0\0TFL3\0\0"),
    ],
    [
      "a text",
      "models/not-a-model",
      /Expected one of: Keras model/,
      async () => fileOf("hello"),
    ],
    [
      "an empty file",
      "models/not-a-model",
      /another kind/,
      async () => fileOf(""),
    ],
    [
      "a folder of pictures",
      "models/not-a-model",
      /holds a\.jpg/,
      async () => folderOf({ "a.jpg": "x" }),
    ],
  ];
  it.each(refused)("refuses %s with %s", async (_, code, words, make) => {
    await expect(loadModelFile(await make())).rejects.toThrow(
      withCode(code, words),
    );
  });
});

describe("the weights files of Keras", () => {
  it.each([
    [
      "as Keras Applications are, names spread over attributes",
      "legacy-weights",
    ],
    ["of half precision, compressed", "float16"],
    ["of double precision, the greatest byte first", "big-endian"],
    ["of Keras 3, which has the names of layers", "weights"],
    ["of Keras 3.0, which numbers layers by class", "without-names.weights"],
  ])("%s, fit the network of a fresh session", async (_, kind) => {
    const config = await readFile(
      KERAS_FILES.path("branches.config.json"),
      "utf8",
    );
    const graph = kerasGraph(flattenKerasModel(JSON.parse(config)));
    const source = await openModelSource(
      KERAS_FILES.path(`branches.${kind}.h5`),
    );
    const weights = await kerasH5.withWeights?.(source, (stored) => {
      const fit = fitWeights(graph, stored);
      expect(fit.differences).toEqual([]);
      return readTensors(fit.weights);
    });
    await source.close();
    const received = await answers({ graph, weights: weights ?? new Map() });
    const tolerance = kind === "float16" ? 1e-3 : 1e-6;
    received.forEach((value, index) => {
      const wanted = expected.branches[index] ?? 0;
      expect(Math.abs(value - wanted)).toBeLessThan(tolerance);
    });
    expect(received).toHaveLength(expected.branches.length);
  });
});

describe("loadCatalogWeights", () => {
  const options = { width: 0.5, classes: 3, inputSize: 40 };

  async function weightsFile(): Promise<string> {
    const graph = buildModel("resnet-8", options);
    return fileOf(writeSafetensors(initializeWeights(graph, 1)), "r8");
  }

  it("lays a whole file onto the whole network", async () => {
    const loaded = await loadCatalogWeights(
      "resnet-8",
      options,
      await weightsFile(),
    );
    expect(loaded.part).toBe("whole");
    expect(loaded.graph).toEqual(buildModel("resnet-8", options));
    expect(loaded.preprocessing).toMatchObject({
      width: 40,
      offset: [0, 0, 0],
    });
  });

  it("takes the body alone where the classes are others", async () => {
    const loaded = await loadCatalogWeights(
      "resnet-8",
      { ...options, classes: 10 },
      await weightsFile(),
    );
    expect(loaded.part).toBe("body");
    expect(loaded.graph.output).toBe("stage3_block1_relu");
    expect(loaded.weights.has("predictions/kernel")).toBe(false);
  });

  it("says which network a file is of, and lists a dozen of what does not fit", async () => {
    const loading = loadCatalogWeights("vgg-19", {}, await weightsFile());
    await expect(loading).rejects.toThrow(
      withCode(
        "weights/missing",
        /The weights in r8 do not fit VGG-19\. This looks like ResNet-8 of width 0\.5 with 3 classes \("resnet-8"\).*: layer "block1_conv1" \(kernel \[3, 3, 3, 64\], bias \[64\]\) is missing;.* and 4 more\./,
      ),
    );
    const { message } = (await loading.catch(
      (error: unknown) => error,
    )) as Error;
    expect(message.match(/is missing/g)).toHaveLength(12);
  });

  it("names shapes that differ where the width is another", async () => {
    const path = await weightsFile();
    await expect(
      loadCatalogWeights("resnet-8", { width: 1, classes: 3 }, path),
    ).rejects.toThrow(
      withCode(
        "weights/wrong-shape",
        /"conv1\/kernel" must have the shape \[3, 3, 3, 16\] and came with \[3, 3, 3, 8\]; .*and \d+ more/,
      ),
    );
  });

  it("refuses a model with a network of its own", async () => {
    const graph = await folderOf({ "tensorflowjs_model.pb": "x" });
    await expect(loadCatalogWeights("resnet-8", {}, graph)).rejects.toThrow(
      withCode("models/old-tfjs"),
    );
  });
});
