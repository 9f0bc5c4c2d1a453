import { describe, expect, it } from "vitest";

import {
  keepPicked,
  MOST_PICKED,
  readPicked,
} from "#renderer/engine-client/picked-pictures.ts";
import { inGivenOrder } from "#renderer/engine-client/use-images.ts";

/** As a browser keeps things for a window. */
function windowStore(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
}

describe("picked pictures", () => {
  it("are found under their key, and no other", () => {
    const store = windowStore();
    const key = keepPicked("Like cat.jpg", [3, 1, 2], store);
    expect(readPicked(key, store)).toEqual({
      key,
      label: "Like cat.jpg",
      imageIds: [3, 1, 2],
    });
    expect(readPicked("other", store)).toBeUndefined();
    expect(readPicked(null, store)).toBeUndefined();
    expect(readPicked(key, windowStore())).toBeUndefined();
  });

  it("are no more than a filter can name", () => {
    const store = windowStore();
    const many = Array.from({ length: MOST_PICKED + 5 }, (_, id) => id);
    const key = keepPicked("many", many, store);
    expect(readPicked(key, store)?.imageIds).toHaveLength(MOST_PICKED);
  });

  it("keep the order in which they are named, unless another is asked for", () => {
    const rows = [1, 2, 3];
    const id = (row: number) => row;
    expect(inGivenOrder({ imageIds: [3, 1, 2] }, rows, id)).toEqual([3, 1, 2]);
    expect(
      inGivenOrder({ imageIds: [3, 1, 2], order: "name" }, rows, id),
    ).toEqual(rows);
    expect(inGivenOrder({}, rows, id)).toEqual(rows);
  });
});
