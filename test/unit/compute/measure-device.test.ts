import { describe, expect, it } from "vitest";
import { measureDevice } from "#engine/compute/measure-device.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { buildModel } from "#engine/models/catalog.ts";

describe("measureDevice", () => {
  it("warms up, takes at least two calls and two steps, gives pictures per second and frees everything", async () => {
    const calls: string[] = [];
    const real = createOnnxExecutor();
    const counted: Executor = {
      ...real,
      createForward: async (request) => {
        const forward = await real.createForward(request);
        return {
          run: (input) => {
            calls.push("run");
            return forward.run(input);
          },
          dispose: async () => {
            calls.push("free");
            await forward.dispose();
          },
        };
      },
      createTrainer: async (request) => {
        const trainer = await real.createTrainer(request);
        return {
          getState: () => trainer.getState(),
          setState: (state) => trainer.setState(state),
          step: (batch) => {
            calls.push("step");
            return trainer.step(batch);
          },
          dispose: async () => {
            calls.push("free");
            await trainer.dispose();
          },
        };
      },
    };
    const graph = buildModel("lenet-5");
    const speed = await measureDevice(
      counted,
      graph,
      initializeWeights(graph, 1),
    );
    expect(calls.join(" ")).toMatch(
      /^run run run( run)* free step step step( step)* free$/,
    );
    expect(speed.forwardImagesPerSecond).toBeGreaterThan(0);
    expect(speed.trainingImagesPerSecond).toBeGreaterThan(0);
  });
});
