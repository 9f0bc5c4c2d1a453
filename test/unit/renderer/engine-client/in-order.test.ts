import { setTimeout as delay } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { inOrder } from "#renderer/engine-client/in-order.ts";

describe("acts in order", () => {
  it("run one after the other, however long each takes", async () => {
    const ran: string[] = [];
    const act = (name: string, milliseconds: number) => async () => {
      await delay(milliseconds);
      ran.push(name);
      return name;
    };
    const results = await Promise.all([
      inOrder(act("undo", 20)),
      inOrder(act("redo", 5)),
      inOrder(act("undo again", 0)),
    ]);
    expect(ran).toEqual(["undo", "redo", "undo again"]);
    expect(results).toEqual(ran);
  });

  it("go on after one that failed, which says so to its caller alone", async () => {
    const failed = inOrder(() => Promise.reject(new Error("refused")));
    const next = inOrder(() => Promise.resolve("done"));
    await expect(failed).rejects.toThrow("refused");
    expect(await next).toBe("done");
  });
});
