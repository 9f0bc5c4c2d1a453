import { describe, expect, it } from "vitest";

import { ProgressMeter } from "#engine/jobs/progress-meter.ts";

function progress(done: number, total?: number, phase = "Reading") {
  return {
    phase,
    done,
    unit: "images",
    ...(total === undefined ? {} : { total }),
  };
}

describe("ProgressMeter", () => {
  it("gives rate and time left of steady work", () => {
    const meter = new ProgressMeter();
    let last = meter.measure(progress(0, 1000), 0);
    expect(last).toMatchObject({ rate: null, secondsLeft: null });
    for (let second = 1; second <= 5; second++) {
      last = meter.measure(progress(second * 100, 1000), second * 1000);
    }
    expect(last.rate).toBeCloseTo(100);
    expect(last.secondsLeft).toBeCloseTo(5);
  });

  it("follows a speed that changes", () => {
    const meter = new ProgressMeter();
    let done = 0;
    let last = meter.measure(progress(0, 10_000), 0);
    for (let second = 1; second <= 40; second++) {
      done += second <= 20 ? 100 : 10;
      last = meter.measure(progress(done, 10_000), second * 1000);
    }
    expect(last.rate).toBeCloseTo(10);
  });

  it("starts anew with a phase", () => {
    const meter = new ProgressMeter();
    meter.measure(progress(0, 10), 0);
    meter.measure(progress(10, 10), 1000);
    expect(meter.measure(progress(0, 50, "Training"), 1100).rate).toBeNull();
  });

  it("knows no time left without a total", () => {
    const meter = new ProgressMeter();
    meter.measure(progress(0), 0);
    const last = meter.measure(progress(10), 1000);
    expect(last.rate).toBeCloseTo(10);
    expect(last.secondsLeft).toBeNull();
  });

  it("leaves a pause out", () => {
    const meter = new ProgressMeter();
    meter.measure(progress(0, 100), 0);
    meter.measure(progress(10, 100), 1000);
    meter.pause(1000);
    meter.resume(61_000);
    expect(meter.measure(progress(20, 100), 62_000).rate).toBeCloseTo(10);
  });
});
