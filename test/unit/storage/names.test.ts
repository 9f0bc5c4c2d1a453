import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { StudioError } from "#engine/base/errors.ts";
import { createRandom, shuffled } from "#engine/base/random.ts";
import { normalizeClassName } from "#engine/storage/class-names.ts";
import { compareNaturally } from "#engine/storage/natural-order.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

describe("compareNaturally", () => {
  it("sorts numbers by value and letters without regard to case", () => {
    const sorted = [
      "0",
      "1",
      "2",
      "9",
      "10",
      "010",
      "a",
      "B",
      "img2",
      "img10",
      "Z",
    ];
    const random = createRandom("natural order");
    for (let round = 0; round < 20; round++) {
      expect(shuffled(sorted, random).toSorted(compareNaturally)).toEqual([
        "0",
        "1",
        "2",
        "9",
        "010",
        "10",
        "a",
        "B",
        "img2",
        "img10",
        "Z",
      ]);
    }
  });

  it("is a total order: equal only for equal names, and antisymmetric", () => {
    const names = [
      "1",
      "01",
      "001",
      "a",
      "A",
      "a1",
      "A01",
      "",
      "ä",
      "é",
      "e\u0301",
      "🙂",
    ];
    for (const first of names) {
      for (const second of names) {
        const order = compareNaturally(first, second);
        expect(order === 0).toBe(first === second);
        expect(Math.sign(compareNaturally(second, first))).toBe(
          Math.sign(-order) + 0,
        );
      }
    }
  });

  it("compares numbers longer than a double can hold", () => {
    expect(
      compareNaturally("90071992547409931", "90071992547409932"),
    ).toBeLessThan(0);
  });
});

describe("normalizeClassName", () => {
  it("makes the two spellings of an accented letter one name", () => {
    expect(normalizeClassName("cafe\u0301")).toBe("café");
  });

  it("takes control characters, halves of surrogate pairs and outer spaces away", () => {
    expect(normalizeClassName(" a\u0000b\tc \ud800")).toBe("a b c \ufffd");
  });

  it.each(["", "   ", "\u0000\u0007"])("refuses the empty name %j", (name) => {
    expect(() => normalizeClassName(name)).toThrow(
      expect.objectContaining({ code: "dataset/class-name-empty" }),
    );
  });

  it("refuses a name of more than 200 characters, counting an emoji as one", () => {
    expect(normalizeClassName("🙂".repeat(200))).toHaveLength(400);
    expect(() => normalizeClassName("🙂".repeat(201))).toThrow(
      /can have 200.*has 201/,
    );
  });

  it.skipIf(!hasTestData("odd-files", "names", "blns.json"))(
    "accepts every naughty string that has a visible character and is short enough, and is stable",
    () => {
      const strings = JSON.parse(
        readFileSync(testDataPath("odd-files", "names", "blns.json"), "utf8"),
      ) as string[];
      const names = strings.flatMap((text) => {
        try {
          return [normalizeClassName(text)];
        } catch (error) {
          if (error instanceof StudioError) return [];
          throw error;
        }
      });
      const accepted = names.length;
      expect(names.map(normalizeClassName)).toEqual(names);
      expect(strings.length).toBeGreaterThan(400);
      expect(accepted).toBeGreaterThan(strings.length - 30);
    },
  );
});
