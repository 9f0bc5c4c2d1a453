import { execFile } from "node:child_process";
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { startIndexWriter } from "#engine/storage/index-writer.ts";
import { readLockHolder } from "#engine/storage/project-lock.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { createProject, openProject } from "#engine/storage/project.ts";
import { newImage } from "#test/helpers/index-rows.ts";
import { asOrdinaryUser } from "#test/helpers/ordinary-user.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const MODULE = join(
  import.meta.dirname,
  "..",
  "..",
  "src",
  "storage",
  "project.ts",
);

async function newProject() {
  const directory = join(
    await temporaryFolder(),
    "Ünï “quoted” 100% #1.convolve",
  );
  return {
    directory,
    project: await createProject(directory, { name: "Mushrooms" }),
  };
}

/** What another process gets when it opens the project: the code of the error, or `opened`. */
async function openElsewhere(directory: string): Promise<string> {
  const script = `
    const { openProject } = await import(${JSON.stringify(MODULE)});
    try { await (await openProject(${JSON.stringify(directory)})).close(); console.log("opened"); }
    catch (error) { console.log(error.code + "\\n" + error.message); }`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    script,
  ]);
  return stdout.trim();
}

describe("createProject", () => {
  it("makes a project that opens again with its name and settings", async () => {
    const { directory, project } = await newProject();
    await project.updateManifest({ settings: { cacheBudgetBytes: 5e9 } });
    await project.close();
    const again = await openProject(directory);
    expect(again.manifest).toMatchObject({
      name: "Mushrooms",
      settings: { cacheBudgetBytes: 5e9 },
    });
    expect(again.readOnly).toBe(false);
    await again.close();
    expect((await readdir(directory)).toSorted()).toEqual([
      "index.sqlite",
      "lock.sqlite",
      "project.json",
    ]);
  });

  it("refuses a folder with something in it, and one that is a project already", async () => {
    const { directory, project } = await newProject();
    await project.close();
    await expect(createProject(directory, { name: "x" })).rejects.toMatchObject(
      {
        code: "project/folder-not-empty",
        message: expect.stringContaining("already holds a project") as string,
      },
    );
    const folder = await temporaryFolder();
    await writeFile(join(folder, "thesis.doc"), "years of work");
    await expect(createProject(folder, { name: "x" })).rejects.toMatchObject({
      code: "project/folder-not-empty",
      message: expect.stringContaining("thesis.doc") as string,
    });
    expect(await readFile(join(folder, "thesis.doc"), "utf8")).toBe(
      "years of work",
    );
  });

  it("finishes what an attempt that was killed began", async () => {
    const { directory, project } = await newProject();
    await project.close();
    await rm(projectPaths(directory).manifest);
    const again = await createProject(directory, { name: "Second" });
    expect(again.manifest.name).toBe("Second");
    await again.close();
  });
});

describe("openProject", () => {
  it("says what a folder without a project should have been", async () => {
    await expect(openProject(await temporaryFolder())).rejects.toMatchObject({
      code: "project/not-found",
      message: expect.stringContaining("project.json") as string,
    });
    await expect(openProject("/does/not/exist")).rejects.toMatchObject({
      code: "project/not-found",
    });
  });

  it("refuses a second opener, in this process and in another, until it is closed", async () => {
    const { directory, project } = await newProject();
    await expect(openProject(directory)).rejects.toMatchObject({
      code: "project/locked",
    });
    await project.announce("http://127.0.0.1:4321/?code=secret");
    const answer = await openElsewhere(directory);
    expect(answer).toContain("project/locked");
    expect(answer).toContain(
      `process ${process.pid}, at http://127.0.0.1:4321`,
    );
    expect(answer).not.toContain("secret");
    expect(await readLockHolder(directory)).toEqual({
      pid: process.pid,
      url: "http://127.0.0.1:4321/?code=secret",
    });
    const { mode } = await stat(projectPaths(directory).lockHolder);
    // Windows has no such permissions; the user's profile keeps others out.
    expect(process.platform === "win32" || (mode & 0o777) === 0o600).toBe(true);
    await project.close();
    expect(await readLockHolder(directory)).toBeUndefined();
    expect(await openElsewhere(directory)).toBe("opened");
  });

  it("opens beside the writer for reading only, sees what it confirms, and refuses to change", async () => {
    const { directory, project } = await newProject();
    const beside = await openProject(directory, { readOnly: true });
    const { rootId } = await project.writer.execute("addRoot", {
      path: "/r",
      copied: false,
    });
    const { classIds } = await project.writer.execute("ensureClasses", {
      names: ["a"],
    });
    await project.writer.execute("addRows", {
      images: [newImage(1, rootId, classIds[0] ?? 0)],
      problems: [],
    });
    expect(beside.reader.count()).toBe(1);
    await expect(beside.writer.execute("undo", {})).rejects.toMatchObject({
      code: "project/read-only",
    });
    await expect(beside.updateManifest({ name: "x" })).rejects.toMatchObject({
      code: "project/read-only",
    });
    await beside.close();
    await project.close();
  });

  it.skipIf(process.platform === "win32")(
    "opens a project that cannot be written for reading only, and refuses to make one there",
    async () => {
      const { directory, project } = await newProject();
      await project.writer.execute("createClass", { name: "a" });
      await project.close();
      const parent = join(directory, "..");
      const files = await readdir(directory);
      for (const name of files) await chmod(join(directory, name), 0o444);
      await chmod(directory, 0o555);
      await asOrdinaryUser(parent, async () => {
        const opened = await openProject(directory);
        expect(opened.readOnly).toBe(true);
        expect(opened.reader.classes().map((row) => row.name)).toEqual(["a"]);
        await expect(
          opened.writer.execute("createClass", { name: "b" }),
        ).rejects.toMatchObject({ code: "project/read-only" });
        await opened.close();
        await expect(
          createProject(join(directory, "inside"), { name: "x" }),
        ).rejects.toMatchObject({ code: "storage/not-writable" });
      });
      await chmod(directory, 0o755);
    },
  );

  it("keeps undo over a restart", async () => {
    const { directory, project } = await newProject();
    const { classId } = await project.writer.execute("createClass", {
      name: "a",
    });
    await project.writer.execute("renameClass", { classId, name: "b" });
    await project.close();
    const again = await openProject(directory);
    expect(again.reader.history().canUndo).toBe("Rename class “a” to “b”");
    await again.writer.execute("undo", {});
    expect(again.reader.classes().map((row) => row.name)).toEqual(["a"]);
    await again.close();
  });

  it("says that a damaged index is damaged", async () => {
    const { directory, project } = await newProject();
    await project.close();
    await writeFile(projectPaths(directory).index, "x".repeat(5000));
    await expect(openProject(directory)).rejects.toMatchObject({
      code: "storage/index-damaged",
    });
    // and the lock was given back
    await expect(openProject(directory)).rejects.toMatchObject({
      code: "storage/index-damaged",
    });
  });

  it("deletes half-written files that nobody uses", async () => {
    const { directory, project } = await newProject();
    await project.close();
    await writeFile(
      join(directory, ".project.json.lx2k-0123456789ab.partial"),
      "half",
    );
    await (await openProject(directory)).close();
    expect(await readdir(directory)).toHaveLength(3);
  });
});

describe("startIndexWriter", () => {
  it("answers commands in the order in which they were given and refuses what comes after its end", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "p"));
    const writer = await startIndexWriter(join(folder, "p", "index.sqlite"));
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3].map((value) =>
        writer
          .execute("setDocument", { name: "n", value })
          .then(() => order.push(value)),
      ),
    );
    expect(order).toEqual([1, 2, 3]);
    await expect(
      writer.execute("relabel", { imageIds: [1], classId: 5 }),
    ).rejects.toMatchObject({
      code: "dataset/no-such-class",
    });
    await writer.close();
    await writer.close();
    await expect(writer.execute("undo", {})).rejects.toMatchObject({
      code: "storage/writer-ended",
    });
  });
});
