import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { describe, expect, it, onTestFinished, vi } from "vitest";

import { FolderWatch } from "#engine/datasets/watch.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const TIMES = { settleMs: 200, lookMs: 100, stallMs: 1000 };

async function watchFolder() {
  const parent = await temporaryFolder();
  const folder = join(parent, "pictures");
  mkdirSync(join(folder, "cat"), { recursive: true });
  writeFileSync(join(folder, "cat/old.jpg"), "old");
  const told = { settled: 0, removed: [] as string[], states: [] as string[] };
  const watch = new FolderWatch(
    folder,
    {
      onSettled: () => told.settled++,
      onRemoved: (path) => told.removed.push(path),
      onState: (state) => told.states.push(state.kind),
    },
    TIMES,
  );
  onTestFinished(() => watch.close());
  await vi.waitFor(() => expect(watch.state.kind).toBe("watching"), 5000);
  return { folder, told, watch };
}

function settled(told: { settled: number }, times: number): Promise<void> {
  return vi.waitFor(() => expect(told.settled).toBeGreaterThanOrEqual(times), {
    timeout: 5000,
    interval: 20,
  });
}

describe("FolderWatch", () => {
  it("tells of a new file once it is whole, not while it grows", async () => {
    const { folder, told } = await watchFolder();
    const file = join(folder, "cat/new.jpg");
    writeFileSync(file, "begins");
    for (let i = 0; i < 8; i++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      appendFileSync(file, "more");
      expect(told.settled).toBe(0);
    }
    await settled(told, 1);
    expect(told.removed).toEqual([]);
  });

  it("sees files in folders that came later", async () => {
    const { folder, told } = await watchFolder();
    mkdirSync(join(folder, "dog/deep"), { recursive: true });
    writeFileSync(join(folder, "dog/deep/1.jpg"), "dog");
    await settled(told, 1);
    writeFileSync(join(folder, "dog/deep/2.jpg"), "another dog");
    await settled(told, 2);
    expect(told.removed).toEqual([]);
  });

  it("says which file has gone, and tells of a renamed one", async () => {
    const { folder, told } = await watchFolder();
    renameSync(join(folder, "cat/old.jpg"), join(folder, "cat/renamed.jpg"));
    await settled(told, 1);
    expect(told.removed).toEqual(["cat/old.jpg"]);
  });

  it("says so when the folder is gone, and goes on when it is back", async () => {
    const { folder, told, watch } = await watchFolder();
    renameSync(folder, `${folder}-away`);
    await vi.waitFor(() => expect(watch.state.kind).toBe("unreachable"), 5000);
    expect(watch.state).toMatchObject({
      message: expect.stringContaining("nothing is there"),
    });
    renameSync(`${folder}-away`, folder);
    await vi.waitFor(() => expect(watch.state.kind).toBe("watching"), 5000);
    const before = told.settled;
    writeFileSync(join(folder, "cat/new.jpg"), "new");
    await settled(told, before + 1);
    rmSync(folder, { recursive: true });
    await vi.waitFor(() => expect(watch.state.kind).toBe("unreachable"), 5000);
    expect(told.states).toEqual([
      "watching",
      "unreachable",
      "watching",
      "unreachable",
    ]);
  });
});
