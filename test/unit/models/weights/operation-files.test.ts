import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeModel } from "#engine/compute/onnx/protobuf.ts";
import { createTfjsExecutor } from "#engine/compute/tfjs/tfjs-executor.ts";
import {
  emitPictureModel,
  emitTensorModel,
} from "#engine/export/onnx/onnx-models.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import {
  importBackbone,
  loadImportedBackbone,
} from "#engine/jobs/imported-backbones.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import type { LoadedModel } from "#engine/models/weights/loaded-model.ts";
import { draw, drawnWeights } from "#test/helpers/keras-golden.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import {
  fileOf,
  folderOf,
  temporaryFolder,
} from "#test/helpers/temporary-folder.ts";

const FOLDER = join(import.meta.dirname, "../../../golden/operations");
const golden = (name: string) => join(FOLDER, name);
const EXPECTED = JSON.parse(
  readFileSync(golden("expected.json"), "utf8"),
) as Readonly<Record<string, readonly number[]>>;

async function answers(
  { graph, weights }: Pick<LoadedModel, "graph" | "weights">,
  batch = 2,
): Promise<Float32Array> {
  const executor = createTfjsExecutor({ backend: "cpu" });
  const forward = await executor.createForward({ graph, weights });
  const pictures = draw("pictures", [batch, ...graph.input.shape]);
  const output = (await forward.run(pictures)).get(graph.output);
  await forward.dispose();
  return output?.data ?? new Float32Array();
}

function furthest(
  received: ArrayLike<number>,
  wanted: ArrayLike<number>,
): number {
  expect(received).toHaveLength(wanted.length);
  return Array.from(received).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (wanted[i] ?? 0))),
    0,
  );
}

/** Name of the file → the key of what the program that made it answers. */
const FILES: Readonly<Record<string, string>> = {
  "torchvision.onnx": "torchvision",
  "torchvision-unfolded.onnx": "torchvision-unfolded",
  "viewed.onnx": "viewed",
  "keras.onnx": "keras.onnx",
  "external.onnx": "keras.onnx",
  "graph-model": "graph-model",
  "graph-model.uint8": "graph-model.uint8",
  "graph-model.uint16": "graph-model.uint16",
  "graph-model.float16": "graph-model.float16",
};

describe("files of operations", () => {
  it.each(Object.entries(FILES))(
    "%s answers here as in the program that made it",
    async (name, key) => {
      const model = await loadModelFile(golden(name));
      const wanted = EXPECTED[key] ?? [];
      expect(wanted.length).toBeGreaterThan(0);
      expect(furthest(await answers(model), wanted)).toBeLessThan(1e-5);
    },
  );

  it("answers differently by rounded weights, so that the rounding has been read", () => {
    const exact = EXPECTED["graph-model"] ?? [];
    expect(
      furthest(EXPECTED["graph-model.uint8"] ?? [], exact),
    ).toBeGreaterThan(1e-4);
  });

  it("keeps batch normalization where the file has it, and folds what is only a factor", async () => {
    const ops = async (name: string) =>
      (await loadModelFile(golden(name))).graph.layers.map(({ op }) => op);
    expect(await ops("torchvision-unfolded.onnx")).toContain(
      "batchNormalization",
    );
    const keras = await ops("keras.onnx");
    expect(keras.slice(0, 3)).toEqual([
      "conv2d",
      "activation",
      "zeroPadding2d",
    ]);
    expect(keras.slice(-3)).toEqual(["flatten", "dense", "activation"]);
  });

  it("knows what pictures the network takes: PyTorch's standardized, or as the network itself rescales them", async () => {
    const offset = async (name: string) =>
      (await loadModelFile(golden(name))).preprocessing.offset[0];
    expect(await offset("torchvision.onnx")).toBeCloseTo(0.485 / 0.229, 6);
    expect(await offset("graph-model")).toBe(0);
    expect(await offset("keras.onnx")).toBe(1);
  });

  it.each(["torchvision.onnx", "graph-model"])(
    "%s is a backbone, and its layers can be thawed",
    async (name) => {
      const backbone = await loadBackbone(golden(name));
      expect(backbone.graph.layers.length).toBeGreaterThan(5);
      expect(fineTuningBlocks(backbone.graph).length).toBeGreaterThan(1);
    },
  );

  it.each(["torchvision.onnx", "graph-model"])(
    "%s can be taken into the collection and comes out as it was",
    async (name) => {
      const folder = await temporaryFolder();
      const card = await importBackbone(golden(name), folder);
      const backbone = await loadBackbone(golden(name));
      const kept = await loadImportedBackbone(card.id, folder);
      expect(kept?.graph).toEqual(backbone.graph);
      expect(kept?.weights).toEqual(backbone.weights);
    },
  );

  it("divides the alpha of ONNX's response normalization by its window, as TensorFlow's has it", async () => {
    const value = { type: "float32", shape: [1, 3, 8, 8] } as const;
    const bytes = encodeModel({
      irVersion: 8,
      opset: 13,
      producer: "test",
      graphName: "normalization",
      nodes: [
        {
          name: "norm",
          op: "LRN",
          domain: "",
          inputs: ["input"],
          outputs: ["answer"],
          attributes: new Map([
            ["size", { kind: "int", value: 3 }],
            ["alpha", { kind: "float", value: 0.75 }],
            ["beta", { kind: "float", value: 0.5 }],
          ]),
        },
      ],
      initializers: [],
      inputs: [{ name: "input", ...value }],
      outputs: [{ name: "answer", ...value }],
      metadata: new Map(),
    });
    const { graph } = await loadModelFile(await fileOf(bytes, "norm.onnx"));
    expect(graph.layers[0]).toMatchObject({
      op: "localResponseNormalization",
      attributes: { depthRadius: 1, alpha: 0.25, beta: 0.5, bias: 1 },
    });
  });

  it("takes a zip archive of an ONNX file, and asks which where there are several", async () => {
    const bytes = readFileSync(golden("torchvision.onnx"));
    const one = smallZip({ "model.onnx": bytes });
    const model = await loadModelFile(await fileOf(one, "net.zip"));
    expect(furthest(await answers(model), EXPECTED["torchvision"] ?? [])).toBe(
      furthest(
        await answers(await loadModelFile(golden("torchvision.onnx"))),
        EXPECTED["torchvision"] ?? [],
      ),
    );
    const folder = await folderOf({ "a.onnx": bytes, "b.onnx": bytes });
    await expect(loadModelFile(folder)).rejects.toThrow(
      withCode("models/several-models", /a\.onnx, b\.onnx/),
    );
  });
});

describe("our own ONNX exports", () => {
  const networks = [
    ["resnet-8", {}],
    ["vgg-11", { inputSize: 32, width: 0.25, classes: 3 }],
    ["resnet-cifar-20", { classes: 4 }],
    ["mobilenet-v3-small", { inputSize: 32, width: 0.75, classes: 3 }],
  ] as const;

  it.each(networks)(
    "%s is read back as it was written",
    async (id, options) => {
      const graph = buildModel(id, options);
      const weights = drawnWeights(graph, 1);
      const [size = 1] = graph.input.shape;
      const classes = "classes" in options ? options.classes : 10;
      const exported = {
        name: `My ${id}`,
        graph,
        weights,
        labels: Array.from({ length: classes }, (_, i) => `class ${i}`),
        preprocessing: standardPreprocessing(size, "zero-to-one", {
          resize: "crop",
        }),
      };
      const wanted = await answers({ graph, weights }, 1);
      for (const emit of [emitTensorModel, emitPictureModel]) {
        const path = await fileOf(emit(exported), "model.onnx");
        const model = await loadModelFile(path);
        expect(model.title).toBe(exported.name);
        expect(model.labels).toEqual(exported.labels);
        expect(model.preprocessing).toEqual(exported.preprocessing);
        expect(furthest(await answers(model, 1), wanted)).toBeLessThan(1e-5);
      }
    },
  );
});
