import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  currentRecord,
  failedAtWork,
  readDeviceRecords,
  saveDeviceRecord,
  type DeviceRecord,
} from "#engine/jobs/device-records.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";

let home: EngineFolders;
let file: string;

beforeEach(async () => {
  home = await temporaryEngineFolders();
  file = join(home.root, "devices.json");
});

afterEach(() => home[Symbol.asyncDispose]());

const KEY = {
  deviceId: "onnx:webgpu",
  signature: "abc",
  versions: "Convolve 1, Node 24",
  driver: "555.1",
  provider: "onnxruntime 1.30 WebGPU",
};

function record(changes: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    ...KEY,
    name: "Graphics card",
    test: {
      ...failedAtWork("crashed", "It crashed."),
      testedAt: "2026-11-22T12:00:00Z",
    },
    ...changes,
  };
}

describe("what is remembered of devices", () => {
  it("counts only for the same device, network, driver, provider and versions", async () => {
    await saveDeviceRecord(file, record());
    const records = await readDeviceRecords(file);
    expect(currentRecord(records, KEY)).toEqual(record());
    for (const change of [
      { deviceId: "onnx:dml" },
      { signature: "abd" },
      { driver: "555.2" },
      { driver: null },
      { provider: "onnxruntime 1.31 WebGPU" },
      { versions: "Convolve 2, Node 24" },
    ]) {
      expect(currentRecord(records, { ...KEY, ...change })).toBeNull();
    }
  });

  it("keeps the newest test of a device on a network", async () => {
    await saveDeviceRecord(file, record());
    await saveDeviceRecord(file, record({ signature: "other" }));
    await saveDeviceRecord(file, record({ driver: "555.2" }));
    const records = await readDeviceRecords(file);
    expect(records.map(({ signature, driver }) => [signature, driver])).toEqual(
      [
        ["abc", "555.2"],
        ["other", "555.1"],
      ],
    );
  });

  it("starts anew where the file is missing or damaged", async () => {
    expect(await readDeviceRecords(file)).toEqual([]);
    await writeFile(file, '{"version": 1, "records": [{"deviceId": 3}]}');
    expect(await readDeviceRecords(file)).toEqual([]);
    await saveDeviceRecord(file, record());
    expect(await readDeviceRecords(file)).toHaveLength(1);
  });
});
