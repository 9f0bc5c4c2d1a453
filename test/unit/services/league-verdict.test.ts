import { describe, expect, it } from "vitest";

import type { LeagueEntry } from "#api/league.ts";
import { leagueVerdict } from "#engine/services/league-verdict.ts";

function entry(
  id: string,
  value: number,
  megabytes: number,
  secondsPer100: number,
): LeagueEntry {
  return {
    id,
    name: id.toUpperCase(),
    shelf: "imported",
    model: id,
    width: null,
    inputSize: 96,
    accuracy: { value, low: value - 0.03, high: value + 0.03 },
    weightsBytes: megabytes * 1e6,
    secondsPer100,
  };
}

describe("what the league recommends", () => {
  it("is nothing without networks, and the only one there is", () => {
    expect(leagueVerdict([])).toEqual({ recommended: null, sentence: null });
    const { recommended, sentence } = leagueVerdict([entry("a", 0.9, 10, 1)]);
    expect(recommended).toBe("a");
    expect(sentence).toContain("A is right on 90.0 % of the pictures.");
  });

  it("is a lighter network that is as good as far as the pictures can tell", () => {
    expect(
      leagueVerdict([entry("a", 0.94, 10, 4), entry("b", 0.92, 5, 1)]),
    ).toEqual({
      recommended: "b",
      sentence:
        "B (92.0 %) is within the interval of A (94.0 %), half the size and 4 times as quick.",
    });
  });

  it("is the best where the lighter ones are worse", () => {
    const verdict = leagueVerdict([
      entry("a", 0.94, 10, 4),
      entry("b", 0.9, 5, 1),
    ]);
    expect(verdict.recommended).toBe("a");
    expect(verdict.sentence).toMatch(/No other comes within its interval/);
  });

  it("is the best where the others are hardly lighter", () => {
    const verdict = leagueVerdict([
      entry("a", 0.94, 10, 4),
      entry("b", 0.93, 9, 4),
    ]);
    expect(verdict.recommended).toBe("a");
    expect(verdict.sentence).toMatch(/none of them is clearly smaller/);
  });
});
