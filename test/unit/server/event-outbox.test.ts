import { describe, expect, it } from "vitest";

import type { EngineEvent } from "#api/events.ts";
import type { Job } from "#api/jobs.ts";
import { EventOutbox } from "#engine/server/event-outbox.ts";

const JOB: Job = {
  id: "j",
  kind: "train",
  title: "Train",
  runId: "r",
  status: "running",
  phase: "Training",
  done: 0,
  total: 100,
  unit: "steps",
  rate: null,
  secondsLeft: null,
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: null,
  canPause: true,
  byItself: false,
  device: null,
  notices: [],
  error: null,
  result: null,
};

function job(changes: Partial<Job>): EngineEvent {
  return { type: "job", job: { ...JOB, ...changes } };
}

function clock() {
  let now = 1000;
  return { read: () => now, advance: (ms: number) => (now += ms) };
}

function doneOf(events: readonly EngineEvent[]): number[] {
  return events.flatMap((event) =>
    event.type === "job" ? [event.job.done] : [],
  );
}

describe("EventOutbox", () => {
  it("sends a change of status at once", () => {
    const outbox = new EventOutbox(clock().read);
    outbox.add(job({ status: "waiting" }));
    outbox.add(job({ status: "running" }));
    outbox.add(job({ status: "finished" }));
    expect(
      outbox.take().map((event) => event.type === "job" && event.job.status),
    ).toEqual(["waiting", "running", "finished"]);
  });

  it("keeps only the newest progress, at most ten times a second", () => {
    const time = clock();
    const outbox = new EventOutbox(time.read);
    const sent: number[] = [];
    for (let done = 0; done < 1000; done++) {
      outbox.add(job({ done }));
      time.advance(1);
      sent.push(...doneOf(outbox.take()));
    }
    expect(sent.length).toBeGreaterThanOrEqual(10);
    expect(sent.length).toBeLessThanOrEqual(11);
  });

  it("still sends the last progress, later", () => {
    const time = clock();
    const outbox = new EventOutbox(time.read);
    outbox.add(job({ done: 1 }));
    outbox.take();
    outbox.add(job({ done: 2 }));
    outbox.add(job({ done: 3 }));
    expect(outbox.take()).toEqual([]);
    expect(outbox.waitMs()).toBe(100);
    time.advance(100);
    expect(outbox.waitMs()).toBe(0);
    expect(doneOf(outbox.take())).toEqual([3]);
    expect(outbox.waitMs()).toBeNull();
  });

  it("never lets an old progress come after the end", () => {
    const time = clock();
    const outbox = new EventOutbox(time.read);
    outbox.add(job({ done: 1 }));
    outbox.take();
    outbox.add(job({ done: 99 }));
    outbox.add(job({ done: 100, status: "finished" }));
    time.advance(1000);
    expect(doneOf(outbox.take())).toEqual([100]);
  });

  it("sends held progress before an event that follows it", () => {
    const outbox = new EventOutbox(clock().read);
    outbox.add({
      type: "step",
      runId: "r",
      step: 1,
      epoch: 0.1,
      loss: 1,
      accuracy: 0,
    });
    outbox.add({ type: "dataset" });
    expect(outbox.take().map((event) => event.type)).toEqual([
      "step",
      "dataset",
    ]);
  });
});
