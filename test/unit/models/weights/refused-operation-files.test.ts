import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  encodeModel,
  type OnnxModel,
  type OnnxNode,
} from "#engine/compute/onnx/protobuf.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import { fileOf, folderOf } from "#test/helpers/temporary-folder.ts";

const FOLDER = join(import.meta.dirname, "../../../golden/operations");

function bytesOf(...name: string[]): Promise<Buffer> {
  return readFile(join(FOLDER, ...name));
}

function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: OnnxNode["attributes"] = new Map(),
): OnnxNode {
  return {
    name: output,
    op,
    domain: "",
    inputs,
    outputs: [output],
    attributes,
  };
}

const CONV = node("Conv", ["input", "kernel"], "answer");
const KERNEL = {
  name: "kernel",
  type: "float32",
  shape: [2, 3, 1, 1],
  bytes: new Uint8Array(24),
} as const;

/** A convolution of 3 to 2 channels, or what is asked for instead. */
function onnx(parts: Partial<OnnxModel> = {}): Promise<string> {
  return fileOf(
    encodeModel({
      irVersion: 8,
      opset: 17,
      producer: "test",
      graphName: "small",
      nodes: [CONV],
      initializers: [KERNEL],
      inputs: [{ name: "input", type: "float32", shape: [1, 3, 8, 8] }],
      outputs: [{ name: "answer", type: "float32", shape: [1, 2, 8, 8] }],
      metadata: new Map(),
      ...parts,
    }),
    "small.onnx",
  );
}

async function external(
  data: Uint8Array | undefined,
  change: (model: string) => string = (model) => model,
): Promise<string> {
  const model = change((await bytesOf("external.onnx")).toString("latin1"));
  const folder = await folderOf({
    "model.onnx": Buffer.from(model, "latin1"),
    ...(data && { "external.data": data }),
  });
  return join(folder, "model.onnx");
}

async function graphModel(
  change: (model: string) => string,
  weights?: (bytes: Buffer) => Uint8Array | undefined,
): Promise<string> {
  const shard = await bytesOf("graph-model", "group1-shard1of1.bin");
  const changed = weights === undefined ? shard : weights(shard);
  return folderOf({
    "model.json": change(
      (await bytesOf("graph-model", "model.json")).toString(),
    ),
    ...(changed && { "group1-shard1of1.bin": changed }),
  });
}

const same = (text: string) => text;

/** What is given, the code, words of the message, the path. */
const REFUSED: [string, string, RegExp, () => Promise<string>][] = [
  [
    "an ONNX file that is cut off",
    "weights/damaged",
    /cut off or damaged/,
    async () => fileOf((await bytesOf("torchvision.onnx")).subarray(0, 9000)),
  ],
  [
    "operators without a rule, a bounded list of them",
    "models/unsupported-operation",
    /"Loop0".*"Loop19", and 18 more.*Keras model/,
    () =>
      onnx({
        nodes: Array.from({ length: 30 }, (_, i) =>
          node(
            `Loop${i}`,
            [i === 0 ? "input" : `v${i - 1}`],
            i === 29 ? "answer" : `v${i}`,
          ),
        ),
      }),
  ],
  [
    "an operator of another domain",
    "models/unsupported-operation",
    /"com\.example::Conv"/,
    () => onnx({ nodes: [{ ...CONV, domain: "com.example" }] }),
  ],
  [
    "a kernel that is computed from the picture",
    "models/unsupported-operation",
    /"answer" \(Conv\).*depends on the picture/,
    () => onnx({ nodes: [node("Conv", ["input", "input"], "answer")] }),
  ],
  [
    "a circle",
    "models/bad-graph",
    /circle/,
    () =>
      onnx({
        nodes: [
          node("Add", ["input", "b"], "answer"),
          node("Relu", ["answer"], "b"),
        ],
      }),
  ],
  [
    "max pooling with a border around values below zero",
    "models/unsupported-operation",
    /may be below zero/,
    () =>
      onnx({
        nodes: [
          { ...CONV, outputs: ["conv"] },
          node(
            "MaxPool",
            ["conv"],
            "answer",
            new Map([
              ["kernel_shape", { kind: "ints", value: [3, 3] }],
              ["pads", { kind: "ints", value: [1, 1, 1, 1] }],
              ["strides", { kind: "ints", value: [2, 2] }],
            ]),
          ),
        ],
      }),
  ],
  [
    "pictures of any size",
    "models/bad-graph",
    /\[\?, 3, \?, \?\], not a batch of pictures of one size/,
    () =>
      onnx({
        inputs: [{ name: "input", type: "float32", shape: ["n", 3, "h", "w"] }],
      }),
  ],
  [
    "pictures that would fill the memory",
    "models/bad-graph",
    /at most 4096 pixels/,
    () =>
      onnx({
        inputs: [{ name: "input", type: "float32", shape: [1, 3, 1e6, 1e6] }],
      }),
  ],
  [
    "two inputs",
    "models/bad-graph",
    /2 inputs/,
    () =>
      onnx({
        inputs: ["input", "other"].map((name) => ({
          name,
          type: "float32",
          shape: [1, 3, 8, 8],
        })),
      }),
  ],
  [
    "operators of old",
    "models/old-onnx",
    /version 6/,
    () => onnx({ opset: 6 }),
  ],
  [
    "a weight that is not a number",
    "weights/not-finite",
    /"kernel" holds.*NaN/,
    () =>
      onnx({
        initializers: [
          {
            ...KERNEL,
            bytes: new Uint8Array(new Float32Array(6).fill(Number.NaN).buffer),
          },
        ],
      }),
  ],
  [
    "a weight that claims more than the file has",
    "weights/damaged",
    /"kernel".*24 bytes instead of 240000/,
    () => onnx({ initializers: [{ ...KERNEL, shape: [20_000, 3, 1, 1] }] }),
  ],
  [
    "a weight that would fill the memory",
    "models/too-large",
    /"kernel"/,
    () => onnx({ initializers: [{ ...KERNEL, shape: [1e9, 3, 7, 7] }] }),
  ],
  [
    "a list that would fill the memory",
    "models/unsupported-operation",
    /ConstantOfShape.*equal numbers/,
    () =>
      onnx({
        nodes: [
          node("ConstantOfShape", ["extent"], "zeros"),
          node("Add", ["input", "zeros"], "answer"),
        ],
        initializers: [
          {
            name: "extent",
            type: "int64",
            shape: [1],
            bytes: new Uint8Array(BigInt64Array.of(1_000_000_000_000n).buffer),
          },
        ],
      }),
  ],
  [
    "weights in a file that is not there",
    "models/missing-file",
    /"external\.data"/,
    () => external(undefined),
  ],
  [
    "weights in a file outside of the model's folder",
    "models/unsafe-path",
    /"\.\.\/xternal\.da"/,
    async () =>
      external(new Uint8Array(9), (model) =>
        model.replaceAll("external.data", "../xternal.da"),
      ),
  ],
  [
    "a file of weights that is cut off",
    "weights/damaged",
    /of a file of 2000/,
    async () => external((await bytesOf("external.data")).subarray(0, 2000)),
  ],
  [
    "a graph model without its weights",
    "weights/missing-shard",
    /"group1-shard1of1\.bin"/,
    () => graphModel(same, () => undefined),
  ],
  [
    "a graph model whose weights are cut off",
    "weights/truncated",
    /must have \d{4} bytes\. Received: 1000/,
    () => graphModel(same, (bytes) => bytes.subarray(0, 1000)),
  ],
  [
    "a graph model with a weight that is not a number",
    "weights/not-finite",
    /"conv\/kernel".*NaN/,
    () => graphModel(same, (bytes) => bytes.fill(0xff, 0, 8)),
  ],
  [
    "a graph model whose weights lie outside of it",
    "models/unsafe-path",
    /"\.\.\/w\.bin"/,
    () =>
      graphModel((model) => model.replace("group1-shard1of1.bin", "../w.bin")),
  ],
  [
    "a graph model with an operation without a rule",
    "models/unsupported-operation",
    /"NonMaxSuppressionV5"/,
    () =>
      graphModel((model) =>
        model.replace('"Softmax"', '"NonMaxSuppressionV5"'),
      ),
  ],
  [
    "a graph model with channels first",
    "models/unsupported-operation",
    /form NCHW/,
    () => graphModel((model) => model.replaceAll("TkhXQw==", "TkNIVw==")),
  ],
  [
    "a graph model without operations",
    "models/bad-graph",
    /no list of operations/,
    () => folderOf({ "model.json": '{"modelTopology":{"node":[]}}' }),
  ],
  [
    "a graph model that takes no pictures",
    "models/bad-graph",
    /not a batch of pictures/,
    () =>
      graphModel((model) => model.replace('{"size": "16"}', '{"size": "-1"}')),
  ],
];

describe("loadModelFile, files of operations that cannot be used", () => {
  it.each(REFUSED)("refuses %s", async (_, code, words, path) => {
    await expect(loadModelFile(await path())).rejects.toThrow(
      withCode(code, words),
    );
  });

  it("loads what the refused files are made from", async () => {
    const model = await loadModelFile(await onnx());
    expect(model.graph.layers.map(({ op }) => op)).toEqual(["conv2d"]);
    const graph = await loadModelFile(await graphModel(same));
    expect(graph.graph.input.shape).toEqual([16, 16, 3]);
  });
});
