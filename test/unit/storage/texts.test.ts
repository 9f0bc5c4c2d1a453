import { DatabaseSync } from "node:sqlite";

import { describe, expect, it } from "vitest";

import { INDEX_VERSION, MIGRATIONS } from "#engine/storage/index-schema.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { openIndex } from "#test/helpers/filled-index.ts";
import { newImage } from "#test/helpers/index-rows.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("texts in the index", () => {
  it("find their place in an index of the version without them", async () => {
    const directory = await temporaryFolder();
    const { index } = projectPaths(directory);
    const old = new DatabaseSync(index);
    old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1;`);
    old.close();
    const { database, reader, run } = await openIndex(directory);
    expect(database.prepare("PRAGMA user_version").get()).toEqual({
      user_version: INDEX_VERSION,
    });
    expect(reader.kind()).toBe("images");
    run("setDataKind", { kind: "texts" });
    expect(reader.kind()).toBe("texts");

    const { rootId } = run("addRoot", {
      path: "/notes",
      copied: false,
    });
    const { classIds } = run("ensureClasses", {
      names: ["a"],
    });
    const row = newImage(1, rootId, classIds[0] ?? 0, { path: "a/1.txt" });
    const add = (text: string, sha256: string) =>
      run("addRows", {
        images: [{ ...row, text, sha256 }],
        problems: [],
      });
    expect(add("Hello 100 % world", "1".repeat(64)).added).toBe(1);
    const [id] = reader.imageIds({ search: "100 %" });
    expect(reader.texts([id ?? 0])).toEqual(["Hello 100 % world"]);
    expect(reader.imageIds({ search: "100_%" })).toEqual([]);
    // The file has changed: the same item, with its new text.
    expect(add("Bye", "2".repeat(64)).added).toBe(0);
    expect(reader.texts([id ?? 0])).toEqual(["Bye"]);
    expect(reader.page({}, 0, 5).images[0]?.text).toBe("Bye");
  });
});
