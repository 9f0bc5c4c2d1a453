import { describe, expect, it } from "vitest";

import { chooseCases, listCases } from "#engine/bench/cases.ts";
import { parseBenchOptions } from "#engine/bench/options.ts";
import { formatMarkdown, formatText } from "#engine/bench/report.ts";
import type { BenchReport } from "#engine/bench/results.ts";
import { listSides, missingPeers } from "#engine/bench/sides.ts";
import { visitPlan } from "#engine/bench/speed-case.ts";
import { timeToReach } from "#engine/bench/transfer-case.ts";

describe("chooseCases", () => {
  it("takes all, the quick ones, or those with a part of their id", () => {
    expect(chooseCases([], false)).toEqual(listCases());
    expect(chooseCases([], true).map(({ id }) => id)).toEqual([
      "mobilenet-v2-96/features",
      "mobilenet-v2-96/train",
      "lenet-5-32/features",
      "lenet-5-32/train",
    ]);
    const chosen = chooseCases(["cold-start", "decode"], false);
    expect(chosen.map(({ id }) => id)).toEqual([
      "decode",
      "mobilenet-v2-224/cold-start",
      "mobilenet-v2-96/cold-start",
      "resnet-18-64/cold-start",
      "lenet-5-32/cold-start",
    ]);
  });

  it("has no case twice", () => {
    const ids = listCases().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("parseBenchOptions", () => {
  it("reads options and the environment", () => {
    const options = parseBenchOptions(
      ["--quick", "--only", "train", "--only", "head", "--threads", "3"],
      { CONVOLVE_PYTHON: "/opt/python" },
    );
    expect(options).toMatchObject({
      isQuick: true,
      only: ["train", "head"],
      threads: 3,
      python: "/opt/python",
      format: "text",
    });
    expect(parseBenchOptions(["--help"])).toBe("help");
  });

  it("refuses what it does not know", () => {
    expect(() => parseBenchOptions(["--fast"])).toThrow(/--fast.*--help/);
    expect(() => parseBenchOptions(["--threads", "none"])).toThrow(
      /at least 1. Received: none/,
    );
  });
});

describe("listSides", () => {
  const devices = [{ id: "onnx:cpu", provider: "onnxruntime CPU" }];

  it("has only ours without Python, and says what would appear", () => {
    const sides = listSides(devices, undefined, 2);
    expect(sides.map(({ id }) => id)).toEqual(["convolve:onnx:cpu"]);
    expect(missingPeers(undefined)[0]).toContain("pip install");
  });

  it("has the peers that this Python brings", () => {
    const python = { path: "python3", versions: { torch: "2.13.0" } };
    const ids = listSides(devices, python, 2).map(({ id }) => id);
    expect(ids).toContain("torch-channels-last");
    expect(ids).not.toContain("keras");
    expect(missingPeers(python)[0]).toMatch(/no Keras.*no onnxruntime/);
  });

  it("gives every side the same number of threads", () => {
    const versions = { torch: "2", keras: "3", tensorflow: "2" };
    for (const side of listSides(devices, { path: "p", versions }, 3)) {
      expect(side.command.env).toMatchObject({ CONVOLVE_BENCH_THREADS: "3" });
    }
  });
});

describe("visitPlan", () => {
  const pace = { rounds: 5, visitMs: 600 };

  it("repeats short runs and spares long ones", () => {
    const plan = (ms: number[]) => visitPlan({ parameters: 1, ms }, pace);
    expect(plan([900, 100])).toEqual({ rounds: 5, count: 6 });
    expect(plan([0.001, 0.001])).toEqual({ rounds: 5, count: 200 });
    expect(plan([4000, 3000])).toEqual({ rounds: 3, count: 1 });
    expect(plan([])).toEqual({ rounds: 3, count: 1 });
  });
});

describe("timeToReach", () => {
  const curve = [0.5, 0.7, 0.6, 0.8].map((accuracy, index) => ({
    phase: "head",
    epoch: index + 1,
    accuracy,
    seconds: 10 * (index + 1),
  }));

  it("is the first epoch that is as good as the target", () => {
    expect(timeToReach(curve, 0.65)).toBe(20);
    expect(timeToReach(curve, 0.9)).toBeUndefined();
    expect(timeToReach(curve, undefined)).toBe(40);
  });
});

describe("the report", () => {
  const spread = { median: 120.4, low: 110, high: 130 };
  const row = {
    side: "convolve:onnx:cpu",
    title: "Convolve",
    values: [110, 120.4, 130],
    spread,
    ourAdvantage: null,
    peakBytes: 300e6,
    idleShare: 0,
    parameters: 61706,
    difference: null,
    note: null,
  };
  const peer = {
    ...row,
    title: "Keras",
    ourAdvantage: { median: 1.52, low: 1.4, high: 1.6 },
  };
  const report: BenchReport = {
    machine: {
      processor: "A processor",
      threads: 2,
      memoryBytes: 24e9,
      system: "linux",
      versions: { node: "24.0.0" },
    },
    results: [
      {
        id: "lenet-5-32/train",
        title: "LeNet-5: training",
        unit: "images/s",
        seconds: 3,
        rows: [
          row,
          { ...peer, side: "keras", difference: 1e-6 },
          {
            ...peer,
            side: "odd",
            title: "Odd",
            difference: 0.3,
            idleShare: 0.4,
          },
          {
            ...row,
            side: "dead",
            title: "Dead",
            spread: null,
            note: "its process ended",
          },
        ],
      },
    ],
    notes: ["A note."],
  };

  it("is one table in Markdown, with what has no column at the end", () => {
    const lines = formatMarkdown(report).split("\n");
    expect(lines).toContain("|  | Convolve | Keras | also |");
    expect(lines).toContain(
      "| LeNet-5: training, images/s | 120 | 120 (1.5 ×) | Odd 120 (1.5 ×) NOT THE SAME; Dead failed |",
    );
    expect(lines).toContain("A note.");
  });

  it("warns of a side that computes something else or never rests, and shows why one is missing", () => {
    const text = formatText(report);
    expect(text).toMatch(/Keras .*same to 1e-6/);
    expect(text).toMatch(/Odd .*NOT THE SAME: differs by 0.30; used 40 %/);
    expect(text).toMatch(/Dead +– .*its process ended/);
  });
});
