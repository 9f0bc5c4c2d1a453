import { describe, expect, it } from "vitest";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import type { OnnxNode, OnnxTensor } from "#engine/compute/onnx/protobuf.ts";
import {
  formOf,
  OPERATION_FORMS,
} from "#engine/compute/onnx/providers/operation-forms.ts";
import { PROVIDERS } from "#engine/compute/onnx/providers/provider.ts";
import { narrowWideNodes } from "#engine/compute/onnx/providers/wide-nodes.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { labelled, prepare } from "#test/helpers/training-steps.ts";

describe("OPERATION_FORMS", () => {
  it("gives every operation a form and a reason for every provider", () => {
    for (const entries of Object.values(OPERATION_FORMS)) {
      expect(Object.keys(entries).toSorted()).toEqual(
        Object.keys(PROVIDERS).toSorted(),
      );
      for (const { reason } of Object.values(entries))
        expect(reason).toMatch(/^\w.{10,}\.$/);
    }
  });

  it("writes everything natively for the processor, which must not get slower", () => {
    for (const operation of Object.keys(OPERATION_FORMS))
      expect(formOf(operation as keyof typeof OPERATION_FORMS, "cpu")).toBe(
        "native",
      );
  });
});

describe("PROVIDERS", () => {
  it("asks for what each provider needs", () => {
    expect(PROVIDERS.webgpu.session.executionProviders).toEqual([
      { name: "webgpu", preferredLayout: "NCHW" },
    ]);
    expect(PROVIDERS.dml.session).toMatchObject({
      enableMemPattern: false,
      executionMode: "sequential",
    });
    for (const [name, { session }] of Object.entries(PROVIDERS)) {
      const [provider] = session.executionProviders;
      expect(typeof provider === "string" ? provider : provider.name).toBe(
        name,
      );
    }
  });
});

describe("createOnnxExecutor", () => {
  failOnLeaks();

  it.skipIf(process.platform === "darwin")(
    "trains on the processor where a provider is for inference, and says so of a provider that is not there",
    async () => {
      const { graph, weights, pictures } = prepare({
        id: "lenet-5",
        options: {},
      });
      const executor = createOnnxExecutor({ provider: "coreml" });
      const trainer = await executor.createTrainer({
        graph,
        weights,
        trainableLayers: new Set(["output"]),
        batchNormalization: "inference",
        optimizer: { kind: "sgd", momentum: 0 },
        batchSize: 4,
        seed: 1,
      });
      const { loss } = await trainer.step(labelled(pictures(0), 0, 0.1));
      await trainer.dispose();
      expect(loss).toBeGreaterThan(0);
      await expect(
        executor.createForward({ graph, weights }),
      ).rejects.toMatchObject({ code: "compute/model-rejected" });
    },
  );
});

describe("narrowWideNodes", () => {
  const names = (count: number) =>
    Array.from({ length: count }, (_, i) => `v${i}`);

  it("writes a split of many as slices of the same ranges", () => {
    const { nodes, initializers } = narrowWideNodes({
      nodes: [node("Split", ["whole", "sizes"], names(8), { axis: 1 })],
      initializers: [int64("sizes", [3, 1, 4, 1, 5, 9, 2, 6])],
    });
    const numbers = new Map(
      initializers.map(({ name, bytes }) => [
        name,
        [...new BigInt64Array(bytes.slice().buffer)].map(Number),
      ]),
    );
    expect(nodes.every(({ op }) => op === "Slice")).toBe(true);
    expect(nodes.map(({ outputs }) => outputs)).toEqual(
      names(8).map((name) => [name]),
    );
    const ranges = nodes.map(({ inputs }) =>
      inputs.slice(1).map((name) => numbers.get(name)?.[0]),
    );
    expect(ranges).toEqual([
      [0, 3, 1],
      [3, 4, 1],
      [4, 8, 1],
      [8, 9, 1],
      [9, 14, 1],
      [14, 23, 1],
      [23, 25, 1],
      [25, 31, 1],
    ]);
  });

  it.each(["Concat", "Sum"])(
    "writes a %s of 60 as a tree of at most seven, in order",
    (op) => {
      const { nodes } = narrowWideNodes({
        nodes: [node(op, names(60), ["all"], { axis: 2 })],
        initializers: [],
      });
      const readOf = new Map(nodes.map((each) => [each.outputs[0], each]));
      const leaves = (name: string): string[] =>
        readOf.get(name)?.inputs.flatMap(leaves) ?? [name];
      expect(leaves("all")).toEqual(names(60));
      for (const { inputs, attributes, op: written } of nodes) {
        expect(inputs.length).toBeLessThanOrEqual(7);
        expect(inputs.length).toBeGreaterThan(1);
        expect(written).toBe(op);
        expect(attributes.get("axis")).toEqual({ kind: "int", value: 2 });
      }
      expect(nodes.at(-1)?.outputs).toEqual(["all"]);
    },
  );

  it("leaves nodes of few as they are", () => {
    const nodes = [
      node("Concat", names(7), ["all"], { axis: 0 }),
      node("Split", ["whole", "sizes"], names(7), {}),
    ];
    const initializers = [int64("sizes", [1, 1, 1, 1, 1, 1, 1])];
    expect(narrowWideNodes({ nodes, initializers })).toEqual({
      nodes,
      initializers,
    });
  });
});

function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, number>>,
): OnnxNode {
  return {
    name: op,
    op,
    domain: "",
    inputs,
    outputs,
    attributes: new Map(
      Object.entries(attributes).map(([name, value]) => [
        name,
        { kind: "int", value },
      ]),
    ),
  };
}

function int64(name: string, values: readonly number[]): OnnxTensor {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, type: "int64", shape: [values.length], bytes };
}
