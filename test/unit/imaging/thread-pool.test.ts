import { resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { CancelledError } from "#engine/base/cancellation.ts";
import { ThreadPool } from "#engine/imaging/thread-pool.ts";

let pool: ThreadPool<number | "fail" | "die", number>;

beforeEach(() => {
  pool = new ThreadPool({
    entry: resolve("test/fixtures/echo-worker.ts"),
    threads: 2,
    inFlightPerThread: 2,
    subject: "The echo",
  });
});
afterEach(() => pool.close());

describe("ThreadPool", () => {
  it("answers each task, many more than its capacity", async () => {
    expect(pool.capacity).toBe(4);
    const numbers = Array.from({ length: 50 }, (_, i) => i);
    const answers = await Promise.all(numbers.map((n) => pool.run(n)));
    expect(answers).toEqual(numbers.map((n) => n * 2));
  });

  it("brings an error across with its code", async () => {
    await expect(pool.run("fail")).rejects.toMatchObject({
      code: "test/failed",
      message: "It failed.",
    });
  });

  it("fails what a dying thread held, and goes on with a new one", async () => {
    await expect(pool.run("die")).rejects.toMatchObject({
      code: "internal/thread-stopped",
      message: expect.stringContaining("The echo"),
    });
    expect(await pool.run(21)).toBe(42);
  });

  it("cancels what waits when it is closed", async () => {
    const waiting = Array.from({ length: 30 }, (_, i) => pool.run(i));
    const settled = Promise.allSettled(waiting);
    await pool.close();
    const last = (await settled).at(-1);
    expect(last?.status === "rejected" && last.reason).toBeInstanceOf(
      CancelledError,
    );
  });
});
