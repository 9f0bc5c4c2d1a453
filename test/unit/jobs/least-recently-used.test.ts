import { describe, expect, it } from "vitest";

import { LeastRecentlyUsed } from "#engine/jobs/least-recently-used.ts";

function counted() {
  const made: string[] = [];
  const released: string[] = [];
  const values = new LeastRecentlyUsed<string>(2, async (value) => {
    released.push(value);
  });
  const get = (key: string) =>
    values.get(key, async () => {
      made.push(key);
      return key;
    });
  return { made, released, values, get };
}

describe("LeastRecentlyUsed", () => {
  it("makes a value once", async () => {
    const { made, get } = counted();
    await Promise.all([get("a"), get("a"), get("a")]);
    expect(made).toEqual(["a"]);
  });

  it("gives back what was asked for longest ago", async () => {
    const { made, released, get } = counted();
    await get("a");
    await get("b");
    await get("a");
    await get("c");
    expect(released).toEqual(["b"]);
    await get("b");
    expect(made).toEqual(["a", "b", "c", "b"]);
    expect(released).toEqual(["b", "a"]);
  });

  it("does not keep a failure", async () => {
    const { values, get } = counted();
    const broken = () => Promise.reject(new Error("no"));
    await expect(values.get("a", broken)).rejects.toThrow("no");
    expect(await get("a")).toBe("a");
  });
});
