import { describe, expect, it } from "vitest";

import type { ImageClass } from "#api/datasets.ts";
import { choicesFor } from "#renderer/ui/class-choices.ts";
import {
  classOfKey,
  hasKeys,
  isLabelKey,
  labelKeys,
} from "#renderer/ui/label-keys.ts";

function classes(names: readonly string[]): ImageClass[] {
  return names.map((name, place) => ({
    id: 100 + place,
    name,
    colorIndex: place,
    count: 10,
    excluded: 0,
    bySplit: { train: 7, validation: 2, test: 1 },
  }));
}

function many(count: number): ImageClass[] {
  return classes(Array.from({ length: count }, (_, place) => `class ${place}`));
}

describe("label keys", () => {
  it("gives digits to the first ten classes, then letters", () => {
    const keys = labelKeys(many(36));
    expect([0, 8, 9, 10, 35].map((place) => keys.get(100 + place))).toEqual([
      "1",
      "9",
      "0",
      "a",
      "z",
    ]);
  });

  it("finds the class of a key, large letters too", () => {
    const all = many(12);
    expect(classOfKey(all, "2")?.id).toBe(101);
    expect(classOfKey(all, "B")?.id).toBe(111);
    expect(classOfKey(all, "c")).toBeUndefined();
    expect(classOfKey(all, "Enter")).toBeUndefined();
  });

  it("gives no key where there are more classes than keys: letters begin a name there", () => {
    const all = many(200);
    expect(hasKeys(all)).toBe(false);
    expect(labelKeys(all).size).toBe(0);
    expect(classOfKey(all, "a")).toBeUndefined();
    expect(isLabelKey("a")).toBe(true);
    expect(isLabelKey("Delete")).toBe(false);
  });
});

describe("choosing a class by typing", () => {
  const all = classes(["cat", "wild cat", "catfish", "scatter", "dog"]);

  function found(typed: string, canCreate = false): string[] {
    return choicesFor(all, typed, canCreate).map((choice) =>
      choice.kind === "class" ? choice.imageClass.name : `new ${choice.name}`,
    );
  }

  it("puts the very name first, then beginnings, then words within, then parts", () => {
    expect(found("cat")).toEqual(["cat", "catfish", "wild cat", "scatter"]);
    expect(found(" CAT ")).toEqual(["cat", "catfish", "wild cat", "scatter"]);
  });

  it("shows all before anything is typed", () => {
    expect(found("")).toHaveLength(5);
  });

  it("offers a new class under a name that none has", () => {
    expect(found("Cow", true)).toEqual(["new Cow"]);
    expect(found("Cow")).toEqual([]);
    expect(found("DOG", true)).toEqual(["dog"]);
    expect(found("do", true)).toEqual(["dog", "new do"]);
  });
});
