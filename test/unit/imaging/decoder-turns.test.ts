import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";

import { describe, expect, it } from "vitest";

import { inTurn } from "#engine/imaging/decoder-turns.ts";

/** How many of several pieces of work ran at the same time, at most. */
async function mostAtOnce(format: "svg" | "png"): Promise<number> {
  let running = 0;
  let most = 0;
  const work = () =>
    inTurn(format, async () => {
      most = Math.max(most, ++running);
      await delay(5);
      running--;
    });
  await Promise.all([work(), work(), work()]);
  return most;
}

describe("the turns of a decoder", () => {
  it("come one after the other for SVG", async () => {
    expect(await mostAtOnce("svg")).toBe(1);
  });

  it("are not needed for other formats", async () => {
    expect(await mostAtOnce("png")).toBe(3);
  });

  it("go on after work that failed", async () => {
    const broken = inTurn("svg", () => Promise.reject(new Error("broken")));
    await expect(broken).rejects.toThrow("broken");
    expect(await inTurn("svg", () => Promise.resolve("read"))).toBe("read");
  });

  it("go on when the thread that had one is ended", async () => {
    const holder = join(import.meta.dirname, "../../helpers/turn-holder.ts");
    const thread = new Worker(holder);
    await once(thread, "message");
    const waiting = inTurn("svg", () => Promise.resolve("read"));
    await thread.terminate();
    expect(await waiting).toBe("read");
  });
});
