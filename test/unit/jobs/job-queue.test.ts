import { fileURLToPath } from "node:url";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EngineEvent } from "#api/events.ts";
import type { JobKind } from "#api/jobs.ts";
import { JobQueue } from "#engine/jobs/job-queue.ts";
import type { JobRequest } from "#engine/jobs/job-request.ts";
import { createProject } from "#engine/storage/project.ts";
import type { Project } from "#engine/storage/project-types.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";

const ENTRY = fileURLToPath(
  new URL("../../helpers/engine-job-entry.ts", import.meta.url),
);

let home: EngineFolders;
let project: Project;
let queue: JobQueue;
let events: EngineEvent[];

beforeEach(async () => {
  home = await temporaryEngineFolders();
  project = await createProject(join(home.root, "p.convolve"), { name: "p" });
  events = [];
  queue = new JobQueue(ENTRY, (event) => events.push(event));
});

afterEach(async () => {
  await queue.close();
  await project.close();
  await home[Symbol.asyncDispose]();
});

function request(
  kind: JobKind,
  parameters: unknown = {},
  changes: Partial<JobRequest> = {},
): JobRequest {
  return {
    kind,
    title: kind,
    projectDirectory: project.directory,
    parameters,
    environment: {
      modelsFolder: home.root,
      weightsFolder: home.root,
      threads: 1,
      cacheBudgetBytes: undefined,
      deviceRecordsFile: join(home.root, "devices.json"),
      programVersion: "0.0.0",
    },
    device: { choice: "automatic", excluded: [] },
    isHeavy: true,
    canPause: kind === "train",
    execute: (command, params) => project.writer.execute(command, params),
    ...changes,
  };
}

function status(jobId: string): string {
  return queue.get(jobId).status;
}

describe("JobQueue", () => {
  it("runs a job in its own process, with progress, rows by message and a result", async () => {
    const { id } = queue.start(request("train", { steps: 8, stepMs: 120 }));
    const job = await queue.whenEnded(id);
    expect(job).toMatchObject({
      status: "finished",
      error: null,
      done: 8,
      total: 8,
      unit: "steps",
    });
    expect(job.result).toEqual({ done: 8, classes: 1 });
    expect(project.reader.classes().map(({ name }) => name)).toEqual([
      "counted to 8",
    ]);
    const rates = events.flatMap((event) =>
      event.type === "job" && event.job.rate ? [event.job.rate] : [],
    );
    expect(rates.length).toBeGreaterThan(0);
    for (const rate of rates) expect(rate).toBeLessThan(9);
  });

  it("runs one heavy job at a time, in order, and a short one beside it", async () => {
    const first = queue.start(request("train", { steps: 3, stepMs: 50 }));
    const second = queue.start(request("train", { steps: 4, stepMs: 50 }));
    const short = queue.start(
      request("train", { steps: 5, stepMs: 50 }, { isHeavy: false }),
    );
    expect([status(first.id), status(second.id), status(short.id)]).toEqual([
      "running",
      "waiting",
      "running",
    ]);
    await queue.whenEnded(first.id);
    expect(status(second.id)).toBe("running");
    expect((await queue.whenEnded(second.id)).status).toBe("finished");
  });

  it("ends what gives way as soon as any other job comes, and starts it anew after", async () => {
    const steps = { steps: 200, stepMs: 20 };
    const patient = queue.start(request("train", steps, { givesWay: true }));
    await vi.waitFor(
      () => expect(queue.get(patient.id).done).toBeGreaterThan(2),
      5000,
    );
    expect(queue.busyJob()).toBeUndefined();
    const heavy = queue.start(request("train", { steps: 3, stepMs: 50 }));
    expect(status(patient.id)).toBe("waiting");
    expect(queue.get(patient.id).done).toBe(0);
    const beside = queue.start(
      request("train", { steps: 10_000, stepMs: 50 }, { isHeavy: false }),
    );
    expect((await queue.whenEnded(heavy.id)).status).toBe("finished");
    expect([status(patient.id), status(beside.id)]).toEqual([
      "waiting",
      "running",
    ]);
    queue.stop(beside.id);
    expect((await queue.whenEnded(beside.id)).status).toBe("finished");
    expect(status(patient.id)).toBe("running");
    expect(await queue.cancelWhatGivesWay()).toBe(true);
    expect(status(patient.id)).toBe("cancelled");
    expect(await queue.cancelWhatGivesWay()).toBe(false);
  });

  it("finishes what has given way", async () => {
    const work = { steps: 20, stepMs: 20 };
    const patient = queue.start(request("train", work, { givesWay: true }));
    queue.start(request("train", { steps: 2, stepMs: 20 }));
    const job = await queue.whenEnded(patient.id);
    expect(job).toMatchObject({ status: "finished", done: 20, error: null });
  });

  it("cancels for good what is giving way", async () => {
    const work = { steps: 200, stepMs: 20 };
    const patient = queue.start(request("train", work, { givesWay: true }));
    queue.start(request("train", { steps: 2, stepMs: 20 }));
    queue.cancel(patient.id);
    expect((await queue.whenEnded(patient.id)).status).toBe("cancelled");
  });

  it("pauses when the work comes to a step, frees its place, and goes on", async () => {
    const { id } = queue.start(request("train", { steps: 20, stepMs: 40 }));
    await vi.waitFor(() => expect(queue.get(id).done).toBeGreaterThan(2), 5000);
    queue.pause(id);
    await vi.waitFor(() => expect(status(id)).toBe("paused"), 5000);
    const { done } = queue.get(id);
    const other = queue.start(request("train", { steps: 1, stepMs: 300 }));
    expect(status(other.id)).toBe("running");
    queue.resume(id);
    expect(status(id)).toBe("waiting");
    expect(queue.get(id).done).toBe(done);
    await queue.whenEnded(other.id);
    const job = await queue.whenEnded(id);
    expect(job.result).toMatchObject({ done: 20 });
  });

  it("stops early and keeps what there is", async () => {
    const { id } = queue.start(request("train", { steps: 1000, stepMs: 20 }));
    await vi.waitFor(() => expect(queue.get(id).done).toBeGreaterThan(2), 5000);
    queue.stop(id);
    const job = await queue.whenEnded(id);
    expect(job.status).toBe("finished");
    expect((job.result as { done: number }).done).toBeLessThan(500);
  });

  it("ends a cancelled job within a second when it looks at its flag", async () => {
    const { id } = queue.start(request("train", { steps: 1000, stepMs: 20 }));
    await vi.waitFor(() => expect(queue.get(id).done).toBeGreaterThan(2), 5000);
    const before = Date.now();
    queue.cancel(id);
    expect(await queue.whenEnded(id)).toMatchObject({
      status: "cancelled",
      error: null,
    });
    expect(Date.now() - before).toBeLessThan(1500);
  });

  it("ends a job that does not listen three seconds after the cancel", async () => {
    const { id } = queue.start(request("import"));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const before = Date.now();
    queue.cancel(id);
    expect((await queue.whenEnded(id)).status).toBe("cancelled");
    expect(Date.now() - before).toBeGreaterThan(2500);
    expect(Date.now() - before).toBeLessThan(5000);
  });

  it("cancels a job that still waits", async () => {
    const first = queue.start(request("import"));
    const second = queue.start(request("train", { steps: 1, stepMs: 1 }));
    queue.cancel(second.id);
    expect((await queue.whenEnded(second.id)).status).toBe("cancelled");
    expect(status(first.id)).toBe("running");
  });

  it("turns a crash into a message and keeps the log", async () => {
    const { id } = queue.start(request("evaluate"));
    const job = await queue.whenEnded(id);
    expect(job).toMatchObject({
      status: "failed",
      error: { code: "job/crashed" },
    });
    expect(job.error?.message).toContain("SIGSEGV");
    expect(job.error?.message).not.toContain("    at ");
    expect(queue.log(id)).toContain("about to fall over");
  });

  it("ends a job whose device does not answer any more, and tries again without it", async () => {
    const impatient = new JobQueue(ENTRY, () => undefined, {
      silenceLimitMs: 700,
    });
    const codes: string[] = [];
    const { id } = impatient.start(
      request(
        "devices",
        {},
        {
          canPause: true,
          onFailure: async (error, { choice }) => {
            codes.push(error.code);
            return {
              device: { choice, excluded: ["onnx:webgpu"] },
              notice: "The card hangs.",
            };
          },
        },
      ),
    );
    // A pause is no silence.
    impatient.pause(id);
    await vi.waitFor(
      () => expect(impatient.get(id).status).toBe("paused"),
      5000,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(codes).toEqual([]);
    impatient.resume(id);
    expect(await impatient.whenEnded(id)).toMatchObject({
      status: "finished",
      result: "done by the processor",
      notices: ["The card hangs."],
    });
    expect(codes).toEqual(["job/hung"]);
  });

  it("gives the job the refusal of an edit, with its code", async () => {
    const { id } = queue.start(request("export"));
    const job = await queue.whenEnded(id);
    expect(job.status).toBe("failed");
    expect(job.error?.code).toMatch(/^dataset\//);
  });

  it("refuses to pause what cannot be paused", () => {
    const { id } = queue.start(request("import"));
    expect(() => queue.pause(id)).toThrow(/only cancelled/);
  });

  it("takes only ended jobs off the list", async () => {
    const { id } = queue.start(request("train", { steps: 1, stepMs: 1 }));
    expect(() => queue.dismiss(id)).toThrow(/Cancel it first/);
    await queue.whenEnded(id);
    queue.dismiss(id);
    expect(queue.list()).toEqual([]);
    expect(events.at(-1)).toEqual({ type: "job-dismissed", jobId: id });
  });
});
