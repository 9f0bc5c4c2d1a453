import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { readRecords } from "#engine/datasets/manifest/read-records.ts";
import { withCode } from "#test/helpers/studio-error.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

async function recordsOf(name: string, content: string) {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  const rows: (readonly string[])[] = [];
  for await (const { row, cells } of readRecords(path)) {
    expect(row).toBe(rows.length);
    rows.push(cells);
  }
  return rows;
}

describe("readRecords", () => {
  it("makes columns of the names in the first lines of JSON", async () => {
    const lines = [
      { file_name: "1.png", label: "cat" },
      { file_name: "2.png", boxes: [1, 2], ok: true },
      { label: null, file_name: "3.png", __proto__x: 7 },
    ];
    const content = lines.map((line) => JSON.stringify(line)).join("\r\n");
    expect(await recordsOf("metadata.jsonl", content)).toEqual([
      ["file_name", "label", "boxes", "ok", "__proto__x"],
      ["1.png", "cat", "", "", ""],
      ["2.png", "", "[1,2]", "true", ""],
      ["3.png", "", "", "", "7"],
    ]);
  });

  it("gives a line that is no object as a row without cells, and goes on", async () => {
    const content = '{"file":"1.png"}\nnot json\n[1]\n\n{"file":"2.png"}\n';
    expect(await recordsOf("list.ndjson", content)).toEqual([
      ["file"],
      ["1.png"],
      [],
      [],
      ["2.png"],
    ]);
  });

  it("passes over names that come up after the first thousand lines", async () => {
    const lines = Array.from({ length: 1500 }, (_, i) =>
      JSON.stringify(i < 1200 ? { file: `${i}` } : { file: `${i}`, late: 1 }),
    );
    const rows = await recordsOf("list.jsonl", lines.join("\n"));
    expect(rows).toHaveLength(1501);
    expect(rows[0]).toEqual(["file"]);
    expect(rows[1500]).toEqual(["1499"]);
  });

  it("reads tables as tables", async () => {
    expect(await recordsOf("a.tsv", "file\tlabel\n1.png\ta,b\n")).toEqual([
      ["file", "label"],
      ["1.png", "a,b"],
    ]);
    expect(await recordsOf("empty.jsonl", "")).toEqual([]);
  });

  it.each(["gone.csv", "gone.jsonl"])(
    "says of %s that it cannot be read",
    async (name) => {
      const path = join(await temporaryFolder(), name);
      await expect(readRecords(path).next()).rejects.toEqual(
        withCode("text/unreadable", /ENOENT/),
      );
      await mkdir(path);
      await expect(readRecords(path).next()).rejects.toEqual(
        withCode("text/unreadable", /EISDIR/),
      );
    },
  );
});
