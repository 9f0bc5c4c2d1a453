import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { tensor } from "#engine/base/tensor.ts";
import { runPaths } from "#engine/storage/project-paths.ts";
import {
  decodeState,
  encodeState,
  loadCheckpoint,
  saveCheckpoint,
} from "#engine/training/checkpoint.ts";
import {
  featureKeyHash,
  openFeatureFile,
  type FeatureKey,
} from "#engine/training/feature-store.ts";
import {
  appendHistory,
  readHistory,
  writeHistory,
} from "#engine/training/history-file.ts";
import { startOfRun, type RunState } from "#engine/training/run-state.ts";

const KEY: FeatureKey = {
  weightsHash: "w",
  layer: "pool",
  shape: [3],
  input: { size: 8 },
};
const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-files-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(records: Record<string, number[]>) {
  const file = await openFeatureFile(folder, KEY, "plain");
  for (const [sha256, values] of Object.entries(records)) {
    await file.append(sha256, Float32Array.from(values));
  }
  await file.close();
}

async function read(...sha256s: string[]) {
  const file = await openFeatureFile(folder, KEY, "plain");
  const target = new Float32Array(3);
  const found = sha256s.map((sha256) => {
    if (!file.has(sha256)) return null;
    file.readInto(sha256, target, 0);
    return [...target];
  });
  await file.close();
  return found;
}

async function onlyShard(): Promise<string> {
  const variant = join(folder, featureKeyHash(KEY), "variant-plain");
  const [name, ...more] = await readdir(variant);
  expect(more).toEqual([]);
  return join(variant, name ?? "");
}

describe("openFeatureFile", () => {
  it("gives back what was written, from several writers", async () => {
    await write({ [A]: [1, 2, 3] });
    await write({ [B]: [4, 5, 6], [A]: [9, 9, 9] });
    expect(await read(A, B, C)).toEqual([[1, 2, 3], [4, 5, 6], null]);
  });

  it("lets two writers work at the same time", async () => {
    const [first, second] = [
      await openFeatureFile(folder, KEY, "plain"),
      await openFeatureFile(folder, KEY, "plain"),
    ];
    await Promise.all([
      first.append(A, Float32Array.of(1, 2, 3)),
      second.append(B, Float32Array.of(4, 5, 6)),
      first.append(C, Float32Array.of(7, 8, 9)),
    ]);
    await Promise.all([first.close(), second.close()]);
    expect(await read(A, B, C)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
  });

  it("drops a record that was cut off, and takes it again", async () => {
    await write({ [A]: [1, 2, 3], [B]: [4, 5, 6] });
    await truncate(await onlyShard(), 48 + 40);
    expect(await read(A, B)).toEqual([[1, 2, 3], null]);
    await write({ [B]: [4, 5, 7] });
    expect(await read(A, B)).toEqual([
      [1, 2, 3],
      [4, 5, 7],
    ]);
  });

  it("does not believe a record whose checksum is wrong", async () => {
    await write({ [A]: [1, 2, 3] });
    await writeFile(await onlyShard(), new Uint8Array(48));
    expect(await read(A, "0".repeat(64))).toEqual([null, null]);
  });

  it("keeps what differs in any part of the key apart", async () => {
    await write({ [A]: [1, 2, 3] });
    for (const change of [
      { weightsHash: "v" },
      { layer: "other" },
      { input: { size: 9 } },
    ]) {
      const file = await openFeatureFile(
        folder,
        { ...KEY, ...change },
        "plain",
      );
      expect(file.has(A)).toBe(false);
      await file.close();
    }
    const variant = await openFeatureFile(folder, KEY, "0");
    expect(variant.has(A)).toBe(false);
    await variant.close();
  });

  it("refuses features of another length, and to read what is not there", async () => {
    const file = await openFeatureFile(folder, KEY, "plain");
    await expect(file.append(A, new Float32Array(4))).rejects.toThrow(
      "A record has 3 features. Received: 4.",
    );
    expect(() => file.readInto(A, new Float32Array(3), 0)).toThrow(
      expect.objectContaining({ code: "training/features-missing" }),
    );
    await file.close();
  });
});

function exampleState(epoch: number): RunState {
  const weights = new Map([
    ["head/kernel", tensor([2, 1], Float32Array.of(0.1, -1e-38))],
  ]);
  const slots = new Map([["head/kernel/m", tensor([1], Float32Array.of(3))]]);
  return {
    ...startOfRun("fine-tuning"),
    phaseEpoch: epoch - 1,
    epoch,
    trainer: { step: 17, weights, slots },
    best: { epoch: 1, phase: "head", validationLoss: 0.1 + 0.2, weights },
    stopping: { leastLoss: 0.1 + 0.2, epochsSince: 1 },
    history: [
      {
        epoch: 1,
        phase: "head",
        trainLoss: 1 / 3,
        trainAccuracy: 0.5,
        validationLoss: null,
        validationAccuracy: null,
        learningRate: 0.001,
        imagesPerSecond: 10,
        seconds: 1.5,
      },
    ],
    seconds: 2.5,
  };
}

describe("checkpoints", () => {
  it("keep every bit of the state", () => {
    expect(decodeState(encodeState(exampleState(2)))).toEqual(exampleState(2));
    const fresh = startOfRun("head");
    expect(decodeState(encodeState(fresh))).toEqual(fresh);
  });

  it("keep averages of weights and a smaller batch, and are read as before without them", () => {
    const plain = exampleState(2);
    const trainer = plain.trainer;
    if (!trainer) throw new Error("The example has a trainer.");
    const averages = new Map([
      ["out/kernel", tensor([2], Float32Array.of(1 / 3, -0))],
    ]);
    const state = {
      ...plain,
      batchSize: 4,
      trainer: { ...trainer, averages },
    };
    expect(decodeState(encodeState(state))).toEqual(state);
    const text = new TextDecoder("latin1").decode(encodeState(plain));
    expect(text).not.toContain("averages/");
    expect(text).not.toContain("batchSize");
    expect(decodeState(encodeState(plain)).trainer).not.toHaveProperty(
      "averages",
    );
  });

  it("keep the last two epochs", async () => {
    for (const epoch of [1, 2, 3, 11]) {
      await saveCheckpoint(folder, "run", exampleState(epoch));
    }
    const names = await readdir(runPaths(folder, "run").directory);
    expect(names.toSorted()).toEqual([
      "checkpoint-00003.safetensors",
      "checkpoint-00011.safetensors",
    ]);
    expect((await loadCheckpoint(folder, "run"))?.epoch).toBe(11);
  });

  it("fall back on the older one when the newer is damaged", async () => {
    await saveCheckpoint(folder, "run", exampleState(1));
    await saveCheckpoint(folder, "run", exampleState(2));
    await truncate(runPaths(folder, "run").checkpoint(2), 100);
    expect((await loadCheckpoint(folder, "run"))?.epoch).toBe(1);
    await truncate(runPaths(folder, "run").checkpoint(1), 0);
    await expect(loadCheckpoint(folder, "run")).rejects.toMatchObject({
      code: "training/checkpoint-unreadable",
    });
  });

  it("are not there for a run that has not begun", async () => {
    expect(await loadCheckpoint(folder, "run")).toBeNull();
  });
});

describe("history.jsonl", () => {
  it("has a line per epoch and leaves out one that is being written", async () => {
    const path = join(folder, "history.jsonl");
    const [line] = exampleState(1).history;
    if (!line) throw new Error("The example has a line.");
    await writeHistory(path, [line]);
    await appendHistory(path, { ...line, epoch: 2 });
    expect((await readHistory(path)).map(({ epoch }) => epoch)).toEqual([1, 2]);
    await writeFile(path, `${JSON.stringify(line)}\n{"epoch": 2, "pha`);
    expect(await readHistory(path)).toEqual([line]);
    expect(await readHistory(join(folder, "none.jsonl"))).toEqual([]);
  });
});
