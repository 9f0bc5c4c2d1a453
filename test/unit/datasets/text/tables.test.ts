import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { readTable } from "#engine/datasets/text/read-table.ts";
import { findColumns } from "#engine/datasets/text/table-columns.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

async function rowsOf(content: string | Uint8Array, name = "table.csv") {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  const rows: (readonly string[])[] = [];
  for await (const { row, cells } of readTable(path)) {
    expect(row).toBe(rows.length);
    rows.push(cells);
  }
  return rows;
}

describe("readTable", () => {
  it.each([
    ["commas", "a,b\n1,2", "table.csv"],
    ["semicolons", "a;b\r\n1;2\r\n", "table.csv"],
    ["tabs", "a\tb\n1\t2", "table.tsv"],
    ["tabs in a .csv", "a\tb\n1\t2", "table.csv"],
    ["a byte order mark", "\uFEFFa,b\n1,2", "table.csv"],
  ])("reads %s", async (_, content, name) => {
    expect(await rowsOf(content, name)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("reads UTF-16", async () => {
    const bytes = Buffer.from("\uFEFFtext,label\nÄ,b", "utf16le");
    expect((await rowsOf(bytes))[1]).toEqual(["Ä", "b"]);
  });

  it("reads quotes, doubled quotes and line breaks in cells, and a quote in the middle of one", async () => {
    const rows = await rowsOf('a,b\n"x, ""y""\nz",1\n5" wide,2');
    expect(rows.slice(1)).toEqual([
      ['x, "y"\nz', "1"],
      ['5" wide', "2"],
    ]);
  });

  it.each([
    ["a quote that stays open", 'a,b\n1,2\n"3,4\n5,6', "text/table-broken"],
    [
      "an old code page",
      Buffer.from("a,b\nGr\xfcn,2", "latin1"),
      "text/encoding",
    ],
    ["zero bytes", "a,b\n\0,2", "text/binary"],
  ])("refuses %s", async (_, content, code) => {
    await expect(rowsOf(content)).rejects.toMatchObject({ code });
  });
});

describe("findColumns", () => {
  it.each([
    [["text", "label"], { text: 0, label: 1, split: null }],
    [["id", " Sentiment", "REVIEW", "split"], { text: 2, label: 1, split: 3 }],
    [["label", "what was said"], { text: 1, label: 0, split: null }],
    [["mood", "text"], { text: 1, label: 0, split: null }],
  ])("finds %j", (header, columns) => {
    expect(findColumns(header, "t.csv")).toEqual(columns);
  });

  it.each([
    [["text", "stars", "id"], "dataset/no-label-column"],
    [["good film", "1", "2"], "dataset/no-text-column"],
    [[], "dataset/no-text-column"],
  ])("refuses %j", (header, code) => {
    expect(() => findColumns(header, "t.csv")).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
