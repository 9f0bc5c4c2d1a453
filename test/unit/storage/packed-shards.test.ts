import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it, onTestFinished } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import {
  createShardWriter,
  openShardReader,
} from "#engine/storage/packed-shards.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

function blobOf(key: string): Uint8Array {
  const random = createRandom(key);
  return Uint8Array.from({ length: random.integer(3000) }, () =>
    random.integer(256),
  );
}

async function fill(
  folder: string,
  keys: readonly string[],
  shardBytes?: number,
) {
  const writer = createShardWriter(folder, shardBytes ? { shardBytes } : {});
  // In waves: what comes during a write goes together into the next one.
  for (let start = 0; start < keys.length; start += 20) {
    const wave = keys.slice(start, start + 20);
    await Promise.all(wave.map((key) => writer.put(key, blobOf(key))));
  }
  await writer.close();
}

function reader(folder: string) {
  const opened = openShardReader(folder);
  onTestFinished(() => opened.close());
  return opened;
}

const KEYS = Array.from({ length: 300 }, (_, i) => `key ${i} é`);

describe("packed shards", () => {
  it("gives back every blob, over several shards, also an empty one", async () => {
    const folder = await temporaryFolder();
    await fill(folder, KEYS, 50_000);
    expect(readdirSync(folder).length).toBeGreaterThan(3);
    const shards = reader(folder);
    expect(shards.size).toBe(300);
    for (const key of KEYS) {
      expect(
        Buffer.compare((await shards.get(key)) ?? Buffer.of(), blobOf(key)),
      ).toBe(0);
    }
    expect(await shards.get("unknown")).toBeUndefined();
    expect(shards.has("unknown")).toBe(false);
  });

  it("sees what two other writers add while it is open, and the last value of a key", async () => {
    const folder = await temporaryFolder();
    const shards = reader(folder);
    expect(shards.size).toBe(0);
    const first = createShardWriter(folder);
    const second = createShardWriter(folder);
    await first.put("a", Buffer.from("1"));
    await first.put("a", Buffer.from("one"));
    await second.put("b", Buffer.from("two"));
    await sleep(250);
    expect(String(Buffer.from((await shards.get("a")) ?? []))).toBe("one");
    expect(String(Buffer.from((await shards.get("b")) ?? []))).toBe("two");
    await first.close();
    await second.close();
  });

  it("keeps everything before a torn end, wherever a crash cut the file", async () => {
    const folder = await temporaryFolder();
    await fill(folder, KEYS.slice(0, 5));
    const [name = ""] = readdirSync(folder);
    const whole = readFileSync(join(folder, name));
    let last = -1;
    for (let length = 0; length <= whole.byteLength; length += 97) {
      const cut = await temporaryFolder();
      writeFileSync(join(cut, name), whole.subarray(0, length));
      const shards = openShardReader(cut);
      const size = shards.size;
      expect(size).toBeGreaterThanOrEqual(last);
      for (const key of KEYS.slice(0, size)) {
        expect(
          Buffer.compare((await shards.get(key)) ?? Buffer.of(), blobOf(key)),
        ).toBe(0);
      }
      shards.close();
      last = size;
    }
    expect(last).toBeGreaterThanOrEqual(4);
  });

  it("does not hand out a damaged blob", async () => {
    const folder = await temporaryFolder();
    await fill(folder, ["a"]);
    const [name = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(folder, name), bytes);
    expect(await reader(folder).get("a")).toBeUndefined();
  });

  it.skipIf(!existsSync("/dev/full"))(
    "says when the disk is full",
    async () => {
      const folder = await temporaryFolder();
      const writer = createShardWriter(folder);
      await writer.put("a", blobOf("a"));
      await writer.close();
      const full = await temporaryFolder();
      await symlink("/dev/full", join(full, "blocked"));
      const blocked = createShardWriter(full, {
        createShard: () => join(full, "blocked"),
      });
      await expect(blocked.put("b", blobOf("key 1"))).rejects.toMatchObject({
        code: "storage/disk-full",
      });
      await blocked.close();
    },
  );
});
