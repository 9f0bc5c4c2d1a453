import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import { fileOf, folderOf } from "#test/helpers/temporary-folder.ts";

const CONV = {
  class_name: "Conv2D",
  config: {
    name: "conv",
    batch_input_shape: [null, 4, 4, 1],
    filters: 2,
    kernel_size: [3, 3],
    strides: [1, 1],
    padding: "same",
    activation: "relu",
    use_bias: true,
  },
};
const POOL = { class_name: "GlobalAveragePooling2D", config: { name: "pool" } };
const DENSE = {
  class_name: "Dense",
  config: { name: "dense", units: 2, activation: "softmax", use_bias: false },
};
const MANIFEST = [
  { name: "conv/kernel", shape: [3, 3, 1, 2], dtype: "float32" },
  { name: "conv/bias", shape: [2], dtype: "float32" },
  { name: "dense/kernel", shape: [2, 2], dtype: "float32" },
];
const WEIGHTS = new Uint8Array(
  Float32Array.from({ length: 24 }, (_, i) => i / 10).buffer,
);

interface Parts {
  layers?: readonly object[];
  weights?: Uint8Array;
  manifest?: readonly object[];
  paths?: readonly string[];
  topology?: unknown;
}

function modelJson({
  layers = [CONV, POOL, DENSE],
  manifest = MANIFEST,
  paths = ["weights.bin"],
  topology,
}: Parts): string {
  return JSON.stringify({
    modelTopology: topology ?? {
      class_name: "Sequential",
      config: { name: "small", layers },
    },
    weightsManifest: [{ paths, weights: manifest }],
  });
}

async function zipped(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  return fileOf(smallZip(files), "model.zip");
}

function small(parts: Parts = {}): Record<string, string | Uint8Array> {
  return {
    "model.json": modelJson(parts),
    "weights.bin": parts.weights ?? WEIGHTS,
  };
}

describe("loadModelFile, a TensorFlow.js layers model", () => {
  it("reads the same from a directory, its model.json and a zip with the model in a folder", async () => {
    const folder = await folderOf(small());
    const fromFolder = await loadModelFile(folder);
    const fromJson = await loadModelFile(join(folder, "model.json"));
    const archived = Object.entries(small()).map(([name, content]) => [
      `my model/${name}`,
      content,
    ]);
    const fromZip = await loadModelFile(
      await zipped({
        ...Object.fromEntries(archived),
        "__MACOSX/._model.json": "clutter",
      }),
    );
    expect(fromFolder.weights.get("dense/kernel")?.data).toEqual(
      new Float32Array([2, 2.1, 2.2, 2.3]),
    );
    expect(fromFolder.featureLayer).toBe("conv");
    expect(fromFolder.preprocessing.channels).toBe("gray");
    expect(fromJson.fingerprint).toBe(fromFolder.fingerprint);
    expect(fromZip.graph).toEqual(fromFolder.graph);
    expect(fromZip.fingerprint).toBe(fromFolder.fingerprint);
  });

  it("takes labels and cropping from Teachable Machine's notes, and its own preprocessing.json before them", async () => {
    const metadata = JSON.stringify({
      tmVersion: "2",
      modelName: "pets",
      labels: ["cat", "dog"],
    });
    const model = await loadModelFile(
      await folderOf({ ...small(), "metadata.json": metadata }),
    );
    expect(model).toMatchObject({ title: "pets", labels: ["cat", "dog"] });
    expect(model.preprocessing.resize).toBe("crop");
    const own = {
      ...model.preprocessing,
      resize: "fit",
      divisor: [255],
      offset: [0],
    };
    const exported = await loadModelFile(
      await folderOf({
        ...small(),
        "preprocessing.json": JSON.stringify(own),
        "labels.txt": "a\nb\n",
      }),
    );
    expect(exported.preprocessing).toEqual(own);
    expect(exported.labels).toEqual(["a", "b"]);
  });

  it("reads quantised weights: 8 and 16 bits with scale and minimum, and half precision", async () => {
    const manifest = [
      { ...MANIFEST[0], quantization: { dtype: "uint8", scale: 0.5, min: -1 } },
      {
        ...MANIFEST[1],
        quantization: { dtype: "uint16", scale: 0.25, min: 1 },
      },
      { ...MANIFEST[2], quantization: { dtype: "float16" } },
    ];
    const weights = Buffer.concat([
      Buffer.alloc(18, 4),
      new Uint8Array(new Uint16Array([0, 1000]).buffer),
      new Uint8Array(new Uint16Array([0x3c00, 0xc000, 0, 0x3555]).buffer),
    ]);
    const model = await loadModelFile(
      await folderOf(small({ manifest, weights })),
    );
    expect(model.weights.get("conv/kernel")?.data[7]).toBe(1);
    expect(model.weights.get("conv/bias")?.data).toEqual(
      new Float32Array([1, 251]),
    );
    expect(model.weights.get("dense/kernel")?.data[1]).toBe(-2);
  });

  it("takes nested models and Keras 3's notation apart", async () => {
    const tensorOf = (name: string) => ({
      class_name: "__keras_tensor__",
      config: { shape: [], dtype: "float32", keras_history: [name, 0, 0] },
    });
    const layer = (
      parts: { class_name: string; config: object },
      name: string,
      from?: string,
    ) => ({
      ...parts,
      name,
      inbound_nodes:
        from === undefined ? [] : [{ args: [tensorOf(from)], kwargs: {} }],
    });
    const input = {
      class_name: "InputLayer",
      config: { name: "picture", batch_shape: [null, 4, 4, 1] },
    };
    const functional = {
      class_name: "Functional",
      config: {
        name: "features",
        layers: [
          layer(POOL, "pool", "conv"),
          layer(CONV, "conv", "picture"),
          layer(input, "picture"),
        ],
        input_layers: ["picture", 0, 0],
        output_layers: [["pool", 0, 0]],
      },
    };
    const topology = {
      class_name: "Sequential",
      config: [functional, { class_name: "Sequential", config: [DENSE] }],
    };
    const model = await loadModelFile(await folderOf(small({ topology })));
    expect(model.graph.input).toEqual({ name: "picture", shape: [4, 4, 1] });
    expect(model.graph.layers.map((node) => [node.name, node.inputs])).toEqual([
      ["conv", ["picture"]],
      ["pool", ["conv"]],
      ["dense", ["pool"]],
    ]);
  });

  const bad: [string, string, Record<string, string | Uint8Array>][] = [
    ["models/not-a-model", "no model.json", { "readme.txt": "hello" }],
    ["models/bad-json", "a model.json that is no JSON", { "model.json": "{" }],
    ["models/bad-topology", "no topology", { "model.json": "{}" }],
    [
      "models/bad-graph",
      "a graph model without operations",
      { "model.json": '{"modelTopology":{"node":[]}}' },
    ],
    [
      "weights/missing-shard",
      "a missing shard",
      { "model.json": modelJson({}) },
    ],
    [
      "weights/truncated",
      "weights cut off",
      small({ weights: WEIGHTS.subarray(0, 95) }),
    ],
    [
      "weights/truncated",
      "weights of another model",
      small({ weights: Buffer.concat([WEIGHTS, WEIGHTS]) }),
    ],
    [
      "weights/missing",
      "a weight left out",
      small({
        manifest: MANIFEST.slice(0, 2),
        weights: WEIGHTS.subarray(0, 80),
      }),
    ],
    [
      "weights/wrong-shape",
      "a weight of another shape",
      small({
        manifest: [...MANIFEST.slice(0, 2), { ...MANIFEST[2], shape: [4, 1] }],
      }),
    ],
    [
      "weights/not-finite",
      "NaN in the weights",
      small({ weights: new Uint8Array(96).fill(255) }),
    ],
    [
      "weights/unsupported-type",
      "strings as weights",
      small({ manifest: [{ ...MANIFEST[0], dtype: "string" }] }),
    ],
    [
      "models/unsafe-path",
      "a shard outside",
      small({ paths: ["../../weights.bin"] }),
    ],
    [
      "models/unsupported-layer",
      "an unknown layer",
      small({
        layers: [CONV, { class_name: "LSTM", config: { name: "memory" } }],
      }),
    ],
    [
      "models/unsupported-layer",
      "an unknown activation",
      small({
        layers: [
          { ...CONV, config: { ...CONV.config, activation: "hard_sigmoid" } },
        ],
      }),
    ],
    [
      "models/unsupported-layer",
      "channels first",
      small({
        layers: [
          {
            ...CONV,
            config: { ...CONV.config, data_format: "channels_first" },
          },
        ],
      }),
    ],
    [
      "graph/input-too-small",
      "layers that do not fit",
      small({
        layers: [
          CONV,
          {
            class_name: "MaxPooling2D",
            config: { name: "big", pool_size: [9, 9] },
          },
        ],
      }),
    ],
  ];
  it.each(bad)("refuses with %s: %s", async (code, _, files) => {
    await expect(loadModelFile(await folderOf(files))).rejects.toThrow(
      withCode(code),
    );
    await expect(loadModelFile(await zipped(files))).rejects.toThrow(
      withCode(code),
    );
  });

  it("refuses what is not there, not a zip, or a zip that is cut off", async () => {
    const folder = await folderOf({
      "text.zip": "not a zip",
      "cut.zip": smallZip(small()).subarray(0, 300),
    });
    await expect(loadModelFile(join(folder, "none"))).rejects.toThrow(
      withCode("models/not-found"),
    );
    await expect(loadModelFile(join(folder, "text.zip"))).rejects.toThrow(
      withCode("models/not-a-model"),
    );
    await expect(loadModelFile(join(folder, "cut.zip"))).rejects.toThrow(
      withCode("models/bad-zip"),
    );
  });

  it("refuses a zip whose names lead out of it", async () => {
    const path = await zipped({ ...small(), "../evil.txt": "x" });
    await expect(loadModelFile(path)).rejects.toThrow(
      withCode("models/unsafe-path"),
    );
  });

  it("refuses an entry that claims to be larger than any model, before unpacking it", async () => {
    const bomb = await zipped({ "model.json": new Uint8Array(60_000_000) });
    await expect(loadModelFile(bomb)).rejects.toThrow(
      withCode("models/too-large"),
    );
  });

  it("refuses an entry that unpacks to more than it claims", async () => {
    const archive = smallZip({ "model.json": new Uint8Array(1_000_000) });
    const view = new DataView(
      archive.buffer,
      archive.byteOffset,
      archive.byteLength,
    );
    const central = findSignature(view, 0x02014b50);
    view.setUint32(central + 24, 10, true);
    const folder = await folderOf({ "liar.zip": archive });
    await expect(loadModelFile(join(folder, "liar.zip"))).rejects.toThrow(
      withCode("models/bad-zip"),
    );
  });

  it("does not follow links out of a directory", async () => {
    const outside = await folderOf({ "secret.bin": WEIGHTS });
    const folder = await folderOf({
      "model.json": modelJson({ paths: ["secret.bin"] }),
    });
    await symlink(join(outside, "secret.bin"), join(folder, "secret.bin"));
    await expect(loadModelFile(folder)).rejects.toThrow(
      withCode("weights/missing-shard"),
    );
  });
});

describe("loadBackbone", () => {
  it("cuts before the pooling layer and keeps only the body's weights", async () => {
    const backbone = await loadBackbone(await folderOf(small()));
    expect(backbone.graph.output).toBe("conv");
    expect([...backbone.weights.keys()]).toEqual(["conv/kernel", "conv/bias"]);
    expect(backbone.preprocessing.resize).toBe("squash");
  });

  it("refuses a network without features", async () => {
    const dense = {
      ...DENSE,
      config: { ...DENSE.config, batch_input_shape: [null, 2] },
    };
    const files = small({
      layers: [dense],
      manifest: [MANIFEST[2] as object],
      weights: WEIGHTS.subarray(80),
    });
    await expect(loadBackbone(await folderOf(files))).rejects.toThrow(
      withCode("models/no-backbone"),
    );
  });
});

function findSignature(view: DataView, signature: number): number {
  for (let i = view.byteLength - 4; i >= 0; i--) {
    if (view.getUint32(i, true) === signature) return i;
  }
  throw new Error("The archive has no central directory.");
}
