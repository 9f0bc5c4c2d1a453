import { readFile } from "node:fs/promises";
import { join } from "node:path";
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
import { withCode } from "#test/helpers/studio-error.ts";
import { fileOf, folderOf } from "#test/helpers/temporary-folder.ts";

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
