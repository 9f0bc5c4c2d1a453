import { describe, expect, it } from "vitest";

import { recoverEdits } from "#engine/storage/edit-history.ts";
import { filledIndex, openIndex } from "#test/helpers/filled-index.ts";
import { newImage } from "#test/helpers/index-rows.ts";

describe("a full disk", () => {
  it("refuses the edit with a sentence, keeps what was confirmed, and goes on when there is room", async () => {
    const { run, reader, database, rootId, a } = await filledIndex(3000);
    const pages = Number(
      database.prepare("PRAGMA page_count").get()?.["page_count"],
    );
    database.exec(`PRAGMA max_page_count = ${pages + 2}`);
    const more = Array.from({ length: 3000 }, (_, i) =>
      newImage(10_000 + i, rootId, a),
    );
    const full = expect.objectContaining({
      code: "storage/disk-full",
      message: expect.stringContaining("Free some space") as string,
    }) as Error;
    expect(() => run("addRows", { images: more, problems: [] })).toThrow(full);
    const ids = reader.imageIds();
    const before = reader.labels();
    expect(() => run("relabel", { imageIds: ids, classId: a })).toThrow(full);
    database.exec("PRAGMA max_page_count = 1000000");
    recoverEdits(database);
    expect(reader.labels()).toEqual(before);
    expect(reader.history().canUndo).toBeNull();
    run("relabel", { imageIds: ids, classId: a });
    expect(reader.classes()[0]?.count).toBe(ids.length);
  });
});

describe("runs and documents", () => {
  it("keep what they are given, and a deleted run can come back", async () => {
    const { run, reader } = await openIndex();
    run("addRun", {
      id: "r1",
      name: "First",
      createdAt: "2026-01-01",
      status: "running",
      config: { seed: 1 },
    });
    run("addRun", {
      id: "r2",
      name: "Second",
      createdAt: "2026-01-02",
      status: "waiting",
      config: {},
    });
    run("updateRun", {
      id: "r1",
      status: "finished",
      metrics: { accuracy: 0.5 },
    });
    run("updateRun", { id: "r2", deleted: true });
    expect(reader.runs().map((row) => row.id)).toEqual(["r1"]);
    expect(reader.run("r1")).toMatchObject({
      name: "First",
      status: "finished",
      config: { seed: 1 },
      metrics: { accuracy: 0.5 },
    });
    run("updateRun", { id: "r2", deleted: false });
    expect(reader.runs().map((row) => row.id)).toEqual(["r2", "r1"]);
    run("setDocument", { name: "x", value: [1] });
    expect(reader.document("x")).toEqual([1]);
    run("setDocument", { name: "x", value: null });
    expect(reader.document("x")).toBeNull();
  });
});
