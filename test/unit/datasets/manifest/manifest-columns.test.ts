import { describe, expect, it } from "vitest";

import { findManifestColumns } from "#engine/datasets/manifest/manifest-columns.ts";

/** `label @ split + attributes` of a list whose first column holds paths. */
function read(header: string, ...rows: string[]): string {
  const names = header.split(",");
  const cells = rows.map((row) => row.split(","));
  const { label, split, attributes } = findManifestColumns(names, 0, cells);
  const of = (at: number | null) => (at === null ? "-" : names[at]);
  return `${of(label)} @ ${of(split)} + ${attributes.map((one) => one.name).join(" ")}`;
}

describe("findManifestColumns", () => {
  it.each([
    ["file,label", ["a.png,cat"], "label @ - + "],
    ["file,Class Name,label", ["a.png,cat,3"], "Class Name @ - + label"],
    ["file,species,split", ["a.png,owl,train"], "species @ split + "],
    ["file,what,use", ["a.png,owl,train", "b.png,owl,val"], "what @ use + "],
    [
      "file,use,what",
      ["a.png,train,owl", "b.png,train,elk"],
      "- @ - + use what",
    ],
    ["file,kind", ["a.png,cat", "b.png,cat"], "kind @ - + "],
    ["file,set,label", ["a.png,A,cat"], "label @ - + set"],
    ["file,label,camera,place", ["a.png,cat,X,Y"], "label @ - + camera place"],
    ["file,camera,place", ["a.png,X,Y"], "- @ - + camera place"],
  ])("reads %s", (header, rows, columns) => {
    expect(read(header, ...rows)).toBe(columns);
  });

  it("takes no column of different values for classes", () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i}.png,caption ${i}`);
    expect(read("file,words", ...rows)).toBe("- @ - + words");
  });
});
