import { describe, expect, it } from "vitest";
import type { ComputeDevice } from "#engine/compute/device.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { selfTestCases } from "#engine/compute/self-test-cases.ts";
import { selfTest } from "#engine/compute/self-test.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

const HONEST = createOnnxExecutor({ threads: 1 });

describe("selfTest", () => {
  failOnLeaks();

  it("passes the processor, which is compared with its plain layout", async () => {
    const report = await selfTest(device(HONEST), small());
    expect(report).toMatchObject({ passed: true, skipped: [] });
    const whole = report.entries.filter(({ op }) => op === "whole network");
    expect(whole.map(({ pass }) => pass)).toEqual(["forward", "backward"]);
    expect(report.entries.every(({ message }) => message === null)).toBe(true);
    expect(report.totalMs).toBeGreaterThan(0);
  });

  it("names the op whose values are wrong", async () => {
    const report = await selfTest(
      device(wrongForward("maxPooling2d")),
      small(),
    );
    expect(report.passed).toBe(false);
    const wrong = report.entries.filter(({ passed }) => !passed);
    expect(wrong.map(({ op, pass }) => [op, pass])).toEqual([
      ["maxPooling2d “pool” on 12 × 9 × 6", "forward"],
    ]);
    expect(wrong[0]?.message).toMatch(
      /^its value differs from the processor's by 5 % /,
    );
  });

  it("names the weight whose gradient is wrong", async () => {
    const report = await selfTest(
      device(wrongGradient("conv/kernel")),
      small(),
    );
    const wrong = report.entries.filter(({ passed }) => !passed);
    expect(new Set(wrong.map(({ pass }) => pass))).toEqual(
      new Set(["backward"]),
    );
    expect(wrong.map(({ op }) => op.split(" ")[0])).toEqual([
      "conv2d",
      "whole",
    ]);
    for (const { message } of wrong)
      expect(message).toMatch(/^the gradient of conv\/kernel differs/);
  });

  it("fails a device that gives no numbers", async () => {
    const report = await selfTest(device(wrongForward("dense", NaN)), small());
    const wrong = report.entries.find(({ passed }) => !passed);
    expect(wrong).toMatchObject({ largestDifference: NaN, pass: "forward" });
    expect(wrong?.message).toMatch(/no number/);
  });

  it("reports an op that the device refuses, and goes on with the others", async () => {
    const report = await selfTest(device(refusing("maxPooling2d")), small());
    const refused = report.entries.filter(
      ({ largestDifference }) => largestDifference === null,
    );
    expect(refused.map(({ op }) => op.split(" ")[0])).toEqual([
      "maxPooling2d",
      "whole",
    ]);
    expect(refused[0]?.message).toBe(
      "The device refused it: Indices are not supported yet.",
    );
    expect(report.entries.some(({ passed }) => passed)).toBe(true);
    expect(report.passed).toBe(false);
  });

  it("does not pass a device that cannot be opened", async () => {
    const broken: ComputeDevice = {
      ...device(HONEST),
      createExecutor: () => Promise.reject(new Error("no driver")),
    };
    expect(await selfTest(broken, small())).toMatchObject({
      passed: false,
      entries: [{ message: "The device refused it: no driver" }],
    });
  });

  it("leaves further ops of a kind out when the time is up, but never the first of each and the whole network", async () => {
    const graph = network((net) => {
      for (const filters of [4, 6, 8])
        net.layer("conv2d", `conv${filters}`, { filters, kernelSize: 3 });
      net.layer("batchNormalization", "norm", {});
      net.layer("flatten", "flat", {});
      net.layer("dense", "out", { units: 4, activation: "softmax" });
    });
    const tested = { graph, weights: initializeWeights(graph, 2) };
    const report = await selfTest(device(HONEST), tested, { timeLimitMs: 0 });
    expect(report.skipped.map((op) => op.split(",")[0])).toEqual([
      "conv2d “conv6”",
      "conv2d “conv8”",
    ]);
    const ops = report.entries.map(({ op }) => op.split(" ")[0]);
    expect(new Set(ops)).toEqual(
      new Set(["conv2d", "batchNormalization", "flatten", "dense", "whole"]),
    );
    expect(report.passed).toBe(true);
  });
});

describe("selfTestCases", () => {
  it("has every distinct op of a network once, one of each kind first", () => {
    const graph = buildModel("mobilenet-v2", { classes: 5, inputSize: 96 });
    const cases = selfTestCases(graph);
    const titles = cases.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeLessThan(graph.layers.length / 2);
    const kinds = new Set(graph.layers.map(({ op }) => op));
    const first = titles.slice(0, kinds.size).map((t) => t.split(" ")[0]);
    expect(new Set(first)).toEqual(kinds);
  });

  it("keeps channels and the rest of height and width by four, and ends in the op itself", () => {
    const graph = network(
      (net) =>
        net.layer("conv2d", "conv", { filters: 8, kernelSize: 3 }, "picture"),
      [63, 102, 6],
    );
    const [made] = selfTestCases(graph);
    expect(made?.forward.input.shape).toEqual([11, 10, 6]);
    expect(made?.forward.output).toBe("conv");
    const shapes = inferShapes(made?.classifier ?? graph);
    expect(shapes.get(made?.classifier.output ?? "")).toEqual([3]);
  });

  it("keeps a picture as large as the window needs", () => {
    const graph = network(
      (net) =>
        net.layer("conv2d", "conv", { filters: 2, kernelSize: 13 }, "picture"),
      [64, 64, 1],
    );
    expect(selfTestCases(graph)[0]?.forward.input.shape).toEqual([16, 16, 1]);
  });
});

/** A convolution, a max pooling and a dense layer, all at sizes that are kept. */
function small() {
  const graph = network((net) => {
    net.layer("conv2d", "conv", { filters: 6, kernelSize: 3, padding: "same" });
    net.layer("maxPooling2d", "pool", {});
    net.layer("flatten", "flat", {});
    net.layer("dense", "out", { units: 4, activation: "softmax" });
  });
  return { graph, weights: initializeWeights(graph, 2) };
}

function network(
  build: (net: ReturnType<typeof createLayerBuilder>) => void,
  shape: readonly number[] = [12, 9, 3],
): LayerGraph {
  const net = createLayerBuilder("small", { name: "picture", shape });
  build(net);
  return net.build();
}

function device(executor: Executor): ComputeDevice {
  return {
    id: "onnx:webgpu",
    kind: "gpu",
    provider: "a device of the test",
    probe: () => Promise.reject(new Error("nobody asks")),
    createExecutor: () => Promise.resolve(executor),
  };
}

/** Whether a graph is that of one op alone. */
function isOnly({ name, layers }: LayerGraph, op: string): boolean {
  return name.startsWith("self-test") && layers.some((each) => each.op === op);
}

/** Changes the largest value of one op by a part of it. */
function wrongForward(op: string, part = 0.05): Executor {
  return {
    ...HONEST,
    createForward: async (request) => {
      const forward = await HONEST.createForward(request);
      if (!isOnly(request.graph, op)) return forward;
      return {
        ...forward,
        run: async (input) => {
          const values = await forward.run(input);
          return new Map(
            [...values].map(([name, { shape, data }]) => {
              const largest = Math.max(...data.map(Math.abs));
              const changed = data.map((value, i) =>
                i === 0 ? value + largest * part : value,
              );
              return [name, { shape, data: changed }];
            }),
          );
        },
      };
    },
  };
}

/** Doubles the gradient of one weight. */
function wrongGradient(weight: string): Executor {
  return {
    ...HONEST,
    createTrainer: async (request) => {
      const trainer = await HONEST.createTrainer(request);
      return {
        step: (batch) => trainer.step(batch),
        setState: (state) => trainer.setState(state),
        dispose: () => trainer.dispose(),
        getState: async () => {
          const state = await trainer.getState();
          const slots = new Map(
            [...state.slots].map(([name, { shape, data }]) => [
              name,
              name.startsWith(weight)
                ? { shape, data: data.map((value) => value * 2) }
                : { shape, data },
            ]),
          );
          return { ...state, slots };
        },
      };
    },
  };
}

/** Has no kernel for the backward pass of one op. */
function refusing(op: string): Executor {
  return {
    ...HONEST,
    createTrainer: (request) =>
      request.graph.layers.some((layer) => layer.op === op)
        ? Promise.reject(new Error("Indices are not supported yet."))
        : HONEST.createTrainer(request),
  };
}
