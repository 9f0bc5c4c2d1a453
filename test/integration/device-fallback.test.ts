import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { DeviceReport } from "#api/devices.ts";
import type { EngineEvent } from "#api/events.ts";
import type { Recipe } from "#api/recipe.ts";
import type { EngineClient } from "#engine/engine.ts";
import {
  jobEnded,
  runReached,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";
import {
  collect,
  jsonOf,
  requireSuccess,
  runCommand,
  startCommand,
} from "#test/helpers/command-line.ts";
import { canListProcesses, childrenOf } from "#test/helpers/processes.ts";

const run = promisify(execFile);

let shapes: ShapesEngine;
let client: EngineClient;
let recipe: Recipe;
const events: EngineEvent[] = [];

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 10, size: 16 });
  ({ client } = shapes);
  shapes.engine.events.subscribe((event) => events.push(event));
  const advice = await client.training.advise({
    model: "lenet-5",
    inputSize: 16,
    seed: 2,
  });
  recipe = {
    ...advice.recipe,
    epochs: 5,
    batchSize: 8,
    optimizer: "adam",
    earlyStopping: 0,
    // Plain JavaScript: a second real device on every machine, used because it is asked for.
    device: "tfjs:cpu",
  };
});

afterAll(() => shapes.close());

const ended = (jobId: string) => jobEnded(client, jobId);

const reached = (runId: string, epoch: number) =>
  runReached(client, runId, epoch, { timeout: 90_000, interval: 10 });

/** The process of the job that is at work. */
async function jobProcess(engineId: number = process.pid): Promise<number> {
  for (const pid of await childrenOf(engineId)) {
    const { stdout } = await run("ps", ["-p", String(pid), "-o", "args="]);
    if (stdout.includes("job-main")) return pid;
  }
  throw new Error("No job is at work.");
}

describe.skipIf(!canListProcesses)(
  "a device that crashes at work",
  { timeout: 240_000 },
  () => {
    it.each(["SIGSEGV", "SIGABRT"] as const)(
      "goes on with the processor from the last checkpoint after %s, and says so",
      async (signal) => {
        const { jobId, runId } = await client.training.start({ recipe });
        await reached(runId, 2);
        process.kill(await jobProcess(), signal);
        const job = await ended(jobId);
        expect(job).toMatchObject({ status: "finished", error: null });
        expect(job.notices).toHaveLength(1);
        expect(job.notices[0]).toMatch(new RegExp(`${signal}.*onnx:cpu`));
        const after = await client.training.run({ runId });
        expect(after).toMatchObject({ status: "finished", epoch: 5 });
        const [first, second] = after.devices;
        expect(after.devices).toHaveLength(2);
        expect(first).toMatchObject({ id: "tfjs:cpu", fromEpoch: 1 });
        expect(second?.id).toBe("onnx:cpu");
        expect(second?.fromEpoch).toBeGreaterThan(2);
        expect(second?.provider).toMatch(/^onnxruntime/);
        const history = await client.training.history({ runId, afterEpoch: 0 });
        expect(history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
        expect(events).toContainEqual({ type: "devices" });
        await forgetCrash();
      },
    );

    it("does not use the device again for that network until it is tested", async () => {
      const { jobId, runId } = await client.training.start({ recipe });
      await reached(runId, 1);
      process.kill(await jobProcess(), "SIGKILL");
      await ended(jobId);
      const again = await client.training.start({
        recipe: { ...recipe, epochs: 1 },
      });
      const job = await ended(again.jobId);
      expect(job.notices[0]).toMatch(/tfjs:cpu was asked for.*crashed/);
      expect(
        (await client.training.run({ runId: again.runId })).devices,
      ).toMatchObject([{ id: "onnx:cpu" }]);
      const network = { model: "lenet-5", inputSize: 16 };
      const measuring = await client.devices.measure({
        ...network,
        deviceIds: ["tfjs:cpu"],
      });
      expect(await ended(measuring.jobId)).toMatchObject({
        status: "finished",
        result: { devices: [{ id: "tfjs:cpu", outcome: "passed" }] },
      });
      const tested = await client.training.start({
        recipe: { ...recipe, epochs: 1 },
      });
      expect((await ended(tested.jobId)).notices).toEqual([]);
      expect(
        (await client.training.run({ runId: tested.runId })).devices,
      ).toMatchObject([{ id: "tfjs:cpu" }]);
    });

    it("ends the job when the processor itself crashes", async () => {
      const { jobId, runId } = await client.training.start({
        recipe: { ...recipe, device: "onnx:cpu", epochs: 500 },
      });
      await reached(runId, 2);
      process.kill(await jobProcess(), "SIGSEGV");
      expect(await ended(jobId)).toMatchObject({
        status: "failed",
        error: { code: "job/crashed" },
        notices: [],
      });
    });

    it("goes on with a run of one device on another, when told to", async () => {
      const { jobId, runId } = await client.training.start({ recipe });
      await reached(runId, 2);
      await client.jobs.cancel({ jobId });
      await ended(jobId);
      const resumed = await client.training.resume({
        runId,
        device: "onnx:cpu",
      });
      expect(await ended(resumed.jobId)).toMatchObject({ status: "finished" });
      const after = await client.training.run({ runId });
      expect(after.epoch).toBe(5);
      expect(after.devices.map(({ id }) => id)).toEqual([
        "tfjs:cpu",
        "onnx:cpu",
      ]);
    });
  },
);

describe.skipIf(!canListProcesses)(
  "a device that crashes under the command line",
  { timeout: 120_000 },
  () => {
    it("is told of among the notes, and the command succeeds", async () => {
      const project = join(shapes.home.root, "command.convolve");
      const pictures = join(shapes.home.root, "shapes");
      requireSuccess(
        await runCommand(
          shapes.home.root,
          "import",
          pictures,
          "--project",
          project,
        ),
      );
      const command = startCommand(shapes.home.root, [
        "train",
        "--project",
        project,
        "--model",
        "lenet-5",
        "--input-size",
        "16",
        "--epochs",
        "5",
        "--batch-size",
        "8",
        "--device",
        "tfjs:cpu",
        "--json",
      ]);
      let isEarly = true;
      command.stderr?.on("data", (text: Buffer) => {
        if (!isEarly || !text.toString().includes("Epoch 1")) return;
        isEarly = false;
        void jobProcess(command.pid).then((pid) =>
          process.kill(pid, "SIGSEGV"),
        );
      });
      const result = await collect(command);
      requireSuccess(result);
      expect(result.stderr).toMatch(
        /plain JavaScript failed\. .*SIGSEGV.*goes on with onnx:cpu/,
      );
      expect(jsonOf<{ run: string }>(result).run).toMatch(/^run-/);
      const measured = await runCommand(
        shapes.home.root,
        "devices",
        "--project",
        project,
        "--test",
        "onnx:cpu",
        "--json",
      );
      requireSuccess(measured);
      const { chosen, devices } = jsonOf<DeviceReport>(measured);
      expect(chosen).toMatchObject({
        id: "onnx:cpu",
        network: { name: "LeNet-5 at 16 px" },
        trainingImagesPerSecond: expect.any(Number),
      });
      expect(devices.find(({ id }) => id === "tfjs:cpu")).toMatchObject({
        state: "reference",
        test: { outcome: "crashed" },
      });
    });
  },
);

describe.skipIf(!canListProcesses)("after all that", () => {
  it("no process of a job or a device is left", async () => {
    expect(await childrenOf(process.pid)).toEqual([]);
  });
});

describe("a device that cannot be", { timeout: 60_000 }, () => {
  it("is refused at once, with the reason", async () => {
    await expect(
      client.training.start({ recipe: { ...recipe, device: "tfjs:wasm" } }),
    ).rejects.toThrow(/no gradients of convolutions/);
    await expect(
      client.training.start({ recipe: { ...recipe, device: "gpu" } }),
    ).rejects.toThrow(/automatic.*onnx:cpu/);
  });

  it("ends a training that needs it, with what to do", async () => {
    const { jobId } = await client.training.start({
      recipe: { ...recipe, device: "onnx:dml" },
    });
    const { error } = await ended(jobId);
    expect(error?.code).toBe("compute/device-unavailable");
    expect(error?.message).toContain("automatic");
  });
});

/** Takes the mark of the crash away, as a passed test would. */
async function forgetCrash(): Promise<void> {
  const { jobId } = await client.devices.measure({
    model: "lenet-5",
    inputSize: 16,
    deviceIds: ["tfjs:cpu"],
  });
  await ended(jobId);
  const file = join(shapes.home.folders.cache, "devices.json");
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
    records: [{ deviceId: "tfjs:cpu", test: { outcome: "passed" } }],
  });
}
