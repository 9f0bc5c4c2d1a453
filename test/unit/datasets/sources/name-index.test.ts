import { describe, expect, it } from "vitest";

import { NameIndex } from "#engine/datasets/sources/name-index.ts";

describe("NameIndex", () => {
  it("knows every name that was added and no other, also after it has grown", () => {
    const index = new NameIndex();
    for (let i = 0; i < 30_000; i++) {
      expect(index.add(`folder ${i % 7}/picture ${i}.jpg`)).toBe(true);
    }
    expect(index.size).toBe(30_000);
    const all = Array.from({ length: 30_000 }, (_, i) => i);
    const path = (i: number) => `folder ${i % 7}/picture ${i}`;
    expect(all.filter((i) => !index.has(`${path(i)}.jpg`))).toEqual([]);
    expect(all.filter((i) => index.has(`${path(i)}.png`))).toEqual([]);
    expect(index.add("folder 0/picture 0.jpg")).toBe(false);
  });

  it("takes empty and long names, and tells accents and capitals apart", () => {
    const index = new NameIndex();
    const names = ["", "a", "A", "é", "e\u0301", "x".repeat(4000), "\u0000"];
    for (const name of names) expect(index.add(name)).toBe(true);
    for (const name of names) expect(index.add(name)).toBe(false);
    expect(index.size).toBe(names.length);
  });
});
