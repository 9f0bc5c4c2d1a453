import { describe, expect, it } from "vitest";

import type { NewFinding } from "#engine/storage/data-room-types.ts";
import { filledIndex } from "#test/helpers/filled-index.ts";

function finding(imageId: number, rest: Partial<NewFinding> = {}): NewFinding {
  return { imageId, otherImageId: null, score: 1, details: {}, ...rest };
}

describe("findings", () => {
  it("are open only while what they rest on is so, and come back with undo", async () => {
    const { run, reader, a, b } = await filledIndex(4, ["a", "b"]);
    run("replaceFindings", {
      check: "near-duplicates",
      findings: [
        finding(1, { otherImageId: 2, score: 3, groupId: 1 }),
        finding(3, { classId: a, score: 2 }),
      ],
    });
    const open = () =>
      reader.findings("near-duplicates").map(({ imageId }) => imageId);
    expect(open()).toEqual([1, 3]);
    expect(reader.imageIds({ finding: "near-duplicates" })).toEqual([1, 2, 3]);
    expect(
      reader.imageIds({ finding: "near-duplicates", order: "finding" }),
    ).toEqual([1, 2, 3]);
    expect(reader.findingsOf(2)).toHaveLength(1);
    run("setExcluded", { imageIds: [2], excluded: true });
    expect(open()).toEqual([3]);
    expect(reader.findingCounts()).toEqual([
      { check: "near-duplicates", open: 1, dismissed: 0 },
    ]);
    run("relabel", { imageIds: [3], classId: b });
    expect(open()).toEqual([]);
    run("undo", {});
    run("undo", {});
    expect(open()).toEqual([1, 3]);
  });

  it("stay dismissed when the check runs again", async () => {
    const { run, reader } = await filledIndex(2, ["a", "b"]);
    const findings = [finding(1), finding(2, { score: 2 })];
    run("replaceFindings", { check: "blurred", findings });
    const [worst] = reader.findings("blurred");
    expect(worst?.imageId).toBe(2);
    run("setFindingState", {
      findingIds: [worst?.id ?? 0],
      state: "dismissed",
    });
    run("replaceFindings", { check: "blurred", findings });
    expect(reader.findings("blurred")).toMatchObject([{ imageId: 1 }]);
    expect(reader.findings("blurred", { state: "dismissed" })).toHaveLength(1);
  });
});
