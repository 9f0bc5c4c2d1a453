import { describe, expect, it } from "vitest";

import { filledIndex } from "#test/helpers/filled-index.ts";

describe("the seal of the test side, versions and rankings", () => {
  it("is open from a look until it is sealed again", async () => {
    const { run, reader } = await filledIndex(0, ["a", "b"]);
    expect(reader.isTestOpen()).toBe(false);
    run("recordTestLook", { reason: "Evaluate run 1", runId: "1" });
    expect(reader.isTestOpen()).toBe(true);
    run("sealTest", { reason: "Split anew" });
    expect(reader.isTestOpen()).toBe(false);
    expect(reader.testLooks()).toMatchObject([
      { reason: "Evaluate run 1", runId: "1" },
    ]);
  });

  it("keeps a version as long as a snapshot has it", async () => {
    const { run, reader } = await filledIndex(0, ["a", "b"]);
    run("addVersion", { digest: "abc", imageCount: 7 });
    run("addVersion", { digest: "abc", imageCount: 7 });
    run("addSnapshot", { id: "s", name: "first", digest: "abc" });
    run("renameSnapshot", { id: "s", name: "before clean-up" });
    run("removeVersion", { digest: "abc" });
    expect(reader.versions()).toMatchObject([{ digest: "abc", imageCount: 7 }]);
    expect(reader.snapshots()).toMatchObject([{ name: "before clean-up" }]);
    run("removeSnapshot", { id: "s" });
    run("removeVersion", { digest: "abc" });
    expect(reader.versions()).toEqual([]);
  });

  it("keeps a computed order", async () => {
    const { run, reader } = await filledIndex(4, ["a", "b"]);
    const entries = [
      { imageId: 3, rank: 0, details: null },
      { imageId: 1, rank: 1, details: { margin: 0.1 } },
    ];
    run("replaceRanking", { list: "tray", entries });
    expect(reader.imageIds({ ranking: "tray" })).toEqual([3, 1]);
    expect(reader.ranking("tray", 9)).toEqual(entries);
    expect(reader.rankingCount("tray")).toBe(2);
    run("replaceRanking", { list: "tray", entries: [] });
    expect(reader.imageIds({ ranking: "tray" })).toEqual([]);
  });
});
