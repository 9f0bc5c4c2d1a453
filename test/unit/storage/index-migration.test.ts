import { DatabaseSync } from "node:sqlite";

import { describe, expect, it } from "vitest";

import { MIGRATIONS, requireWal } from "#engine/storage/index-schema.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { openIndex } from "#test/helpers/filled-index.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("migration from the version before the data room", () => {
  it("keeps pictures, and edits that can be undone", async () => {
    const directory = await temporaryFolder();
    const { index } = projectPaths(directory);
    const old = new DatabaseSync(index);
    old.exec(MIGRATIONS.slice(0, 2).join(";"));
    old.exec(`PRAGMA user_version = 2;
      INSERT INTO roots VALUES (1, '/pictures', 0);
      INSERT INTO classes (id, name, color_index) VALUES (1, 'a', 0), (2, 'b', 1);
      INSERT INTO images (root_id, path, file_name, sha256, size_bytes, modified_ms, width, height, orientation, format, details, class_id, added_at)
        VALUES (1, 'a/one.jpg', 'one.jpg', '11', 5, 0, 4, 3, 1, 'jpeg', '{}', 2, '');
      INSERT INTO edits (id, at, description, steps, state) VALUES (1, '', 'Relabel 1 picture as “b”', '[]', 'done');
      INSERT INTO edit_changes VALUES (1, 1, 'class_id', 1, 2);`);
    old.close();
    const { reader, run } = await openIndex(directory);
    expect(reader.page({}, 0, 5).images).toMatchObject([
      { fileName: "one.jpg", classId: 2 },
    ]);
    expect(reader.imageIds({ search: "ne.j" })).toEqual([1]);
    expect(run("undo", {}).undone).toContain("Relabel");
    expect(reader.image(1)?.classId).toBe(1);
  });
});

describe("requireWal", () => {
  it("refuses a drive that offers another journal, naming what to do", () => {
    expect(() => requireWal("delete", "/net/index.sqlite")).toThrow(
      expect.objectContaining({
        code: "project/file-system-unsupported",
        message: expect.stringContaining("local drive") as string,
      }),
    );
  });
});
