import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { LineTail, openLog } from "#engine/base/logging.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-log-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("LineTail", () => {
  it("joins pieces to lines and keeps the last ones", () => {
    const tail = new LineTail(2);
    tail.append("one\ntw");
    tail.append("o\nthree\nfo");
    expect(tail.lines()).toEqual(["two", "three", "fo"]);
  });

  it("bounds a line that never ends", () => {
    const tail = new LineTail();
    for (let i = 0; i < 100; i++) tail.append("x".repeat(1000));
    expect(tail.lines()[0]?.length).toBe(10_000);
  });
});

describe("openLog", () => {
  it("writes JSON lines and has the last ones at hand", async () => {
    const log = openLog(folder);
    log.warn("The disk is slow", { milliseconds: 900 });
    const [line] = (await readFile(join(folder, "engine.log"), "utf8")).split(
      "\n",
    );
    expect(JSON.parse(line!)).toMatchObject({
      msg: "The disk is slow",
      milliseconds: 900,
    });
    expect(log.tail().at(-1)).toContain("warn The disk is slow");
  });

  it("begins a new file when the old one has grown large", async () => {
    await writeFile(join(folder, "engine.log"), "x".repeat(5_000_000));
    openLog(folder).info("fresh");
    const now = await readFile(join(folder, "engine.log"), "utf8");
    expect(now.length).toBeLessThan(1000);
    const before = await readFile(join(folder, "engine.1.log"), "utf8");
    expect(before).toHaveLength(5_000_000);
  });
});
