import { writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

import type { JobWork } from "#engine/jobs/job-context.ts";
import { runJobProcess } from "#engine/jobs/job-runner.ts";
import { openIndexReader } from "#engine/storage/index-reader.ts";

// A job process whose kinds do what the tests of the queue need.
const KINDS: Readonly<Record<string, JobWork<never>>> = {
  /** Counts, looks at pause, stop and cancel between steps; adds a class at the end. */
  train: (async (
    { steps, stepMs }: { steps: number; stepMs: number },
    { control, signal, onProgress, emit, reader },
  ) => {
    let done = 0;
    while (done < steps && !control.isStopRequested()) {
      await control.whilePaused();
      if (signal.aborted) throw new Error("cancelled");
      await wait(stepMs);
      done++;
      onProgress({ phase: "Counting", done, total: steps, unit: "steps" });
    }
    await emit("createClass", { name: `counted to ${done}` });
    return { done, classes: reader().classes().length };
  }) as JobWork<never>,
  /** Never looks at its cancel flag. */
  import: (async () => {
    const end = Date.now() + 60_000;
    while (Date.now() < end) await wait(1000);
  }) as JobWork<never>,
  evaluate: (async () => {
    console.error("about to fall over");
    process.kill(process.pid, "SIGSEGV");
    await wait(5000);
  }) as JobWork<never>,
  /** Computes on a graphics card that never answers; pauses first where it is told to. */
  devices: (async (_parameters, { tell, jobId, control, device }) => {
    tell({
      type: "device",
      jobId,
      runId: null,
      device: {
        id: device.excluded.length > 0 ? "onnx:cpu" : "onnx:webgpu",
        name: "Graphics card",
        provider: "WebGPU",
        driver: null,
        versions: "",
        reason: "Asked for.",
        signature: "",
      },
      notice: null,
    });
    if (device.excluded.length > 0) {
      // A driver that does not come to an end either.
      process.on("exit", () => {
        for (;;);
      });
      return "done by the processor";
    }
    await wait(100);
    await control.whilePaused();
    for (;;);
  }) as JobWork<never>,
  /** Makes an edit that is refused. */
  export: (async (_parameters, { emit }) => {
    await emit("renameClass", { classId: 999, name: "x" });
  }) as JobWork<never>,
  /** Says on the disk how it ended, for the death of the engine. */
  predict: (async ({ file }: { file: string }, { signal }) => {
    while (!signal.aborted) await wait(20);
    writeFileSync(file, "ended at its next step");
  }) as JobWork<never>,
};

runJobProcess(
  async (kind) => KINDS[kind]!,
  async (directory) => openIndexReader(directory),
);
