import { DatabaseSync } from "node:sqlite";

import { describe, expect, it, onTestFinished } from "vitest";

import { openIndexReader } from "#engine/storage/index-reader.ts";
import {
  INDEX_VERSION,
  MIGRATIONS,
  openIndexForWriting,
} from "#engine/storage/index-schema.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { runCommand } from "#engine/storage/run-command.ts";
import { newImage } from "#test/helpers/index-rows.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("texts in the index", () => {
  it("find their place in an index of the version without them", async () => {
    const directory = await temporaryFolder();
    const { index } = projectPaths(directory);
    const old = new DatabaseSync(index);
    old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1;`);
    old.close();
    const database = openIndexForWriting(index);
    const reader = openIndexReader(directory);
    onTestFinished(() => {
      reader.close();
      database.close();
    });
    expect(database.prepare("PRAGMA user_version").get()).toEqual({
      user_version: INDEX_VERSION,
    });
    expect(reader.kind()).toBe("images");
    runCommand(database, "setDataKind", { kind: "texts" });
    expect(reader.kind()).toBe("texts");

    const { rootId } = runCommand(database, "addRoot", {
      path: "/notes",
      copied: false,
    });
    const { classIds } = runCommand(database, "ensureClasses", {
      names: ["a"],
    });
    const row = newImage(1, rootId, classIds[0] ?? 0, { path: "a/1.txt" });
    const add = (text: string, sha256: string) =>
      runCommand(database, "addRows", {
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
