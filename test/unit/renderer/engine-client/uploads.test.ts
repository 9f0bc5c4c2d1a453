import { describe, expect, it } from "vitest";

import type { EngineClient } from "#renderer/engine-client/client.ts";
import {
  readEntries,
  readFileList,
} from "#renderer/engine-client/dropped-files.ts";
import {
  sendSource,
  sourceName,
  startImport,
} from "#renderer/engine-client/folder-import.ts";
import { createUploadTasks } from "#renderer/engine-client/upload-tasks.ts";
import { sendFiles } from "#renderer/engine-client/uploads.ts";

function file(name: string, size = 4): File {
  return new File([new Uint8Array(size)], name);
}

/** What the browser gives for a dropped tree: at most two children at a time, to prove that it is asked again. */
function entry(
  name: string,
  content: File | FileSystemEntry[],
): FileSystemEntry {
  if (content instanceof File) {
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (found: (file: File) => void) => found(content),
    } as unknown as FileSystemEntry;
  }
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader: () => {
      let from = 0;
      return {
        readEntries: (found: (some: FileSystemEntry[]) => void) => {
          found(content.slice(from, from + 2));
          from += 2;
        },
      };
    },
  } as unknown as FileSystemEntry;
}

describe("readEntries", () => {
  it("walks a dropped folder and keeps the paths below it", async () => {
    const dropped = await readEntries([
      entry("shapes", [
        entry("square", [
          entry("b.png", file("b.png")),
          entry("a.png", file("a.png")),
          entry("c.png", file("c.png")),
        ]),
        entry("circle", [entry("ö 1.png", file("ö 1.png"))]),
        entry(".DS_Store", file(".DS_Store")),
      ]),
    ]);
    expect(dropped.name).toBe("shapes");
    expect(dropped.files.map(({ path }) => path)).toEqual([
      "circle/ö 1.png",
      "square/a.png",
      "square/b.png",
      "square/c.png",
    ]);
  });

  it("keeps the names of several dropped folders", async () => {
    const dropped = await readEntries([
      entry("cat", [entry("1.png", file("1.png"))]),
      entry("dog", [entry("1.png", file("1.png"))]),
    ]);
    expect(dropped.files.map(({ path }) => path)).toEqual([
      "cat/1.png",
      "dog/1.png",
    ]);
  });
});

describe("readFileList", () => {
  it("takes the chosen folder's own name off the paths", () => {
    const one = file("1.png");
    Object.defineProperty(one, "webkitRelativePath", {
      value: "shapes/square/1.png",
    });
    expect(readFileList([one])).toMatchObject({
      name: "shapes",
      files: [{ path: "square/1.png" }],
    });
  });
});

describe("sendFiles", () => {
  it("puts every file at its own path, and says how far it is", async () => {
    const paths: string[] = [];
    const progress: number[] = [];
    const failed = await sendFiles(
      "u1",
      ["square/1.png", "ö/#2.png", "circle/3.png"].map((path) => ({
        path,
        file: file(path, 10),
      })),
      {
        send: async (url) => {
          paths.push(String(url));
          return new Response(null, { status: 204 });
        },
        onProgress: ({ bytes }) => progress.push(bytes),
      },
    );
    expect(failed).toEqual([]);
    expect(paths.toSorted()).toEqual([
      "/uploads/u1/%C3%B6/%232.png",
      "/uploads/u1/circle/3.png",
      "/uploads/u1/square/1.png",
    ]);
    expect(progress).toEqual([10, 20, 30]);
  });

  it("goes on after a file that is not taken", async () => {
    const failed = await sendFiles(
      "u1",
      ["bad.png", "good.png"].map((path) => ({ path, file: file(path) })),
      {
        send: async (url) =>
          String(url).endsWith("bad.png")
            ? new Response("The disk is full.", { status: 507 })
            : new Response(null, { status: 204 }),
      },
    );
    expect(failed).toEqual([{ path: "bad.png", message: "The disk is full." }]);
  });

  it("ends when the person cancels", async () => {
    const abort = new AbortController();
    const sending = sendFiles(
      "u1",
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ path: `${n}`, file: file("x") })),
      {
        signal: abort.signal,
        send: async () => {
          abort.abort();
          return new Response(null, { status: 204 });
        },
      },
    );
    await expect(sending).rejects.toThrow("abort");
  });
});

describe("sending and importing a source", () => {
  function engineThat(hasProject: boolean) {
    const calls: unknown[] = [];
    const engine = {
      projects: {
        current: async () => (hasProject ? { name: "open" } : null),
        create: async (input: unknown) => calls.push(["create", input]),
        close: async () => calls.push(["close"]),
      },
      jobs: { list: async () => [] },
      datasets: {
        createUpload: async () => ({ uploadId: "u1" }),
        import: async (input: unknown) => {
          calls.push(["import", input]);
          return { jobId: "j1" };
        },
      },
    } as unknown as EngineClient;
    return { engine, calls };
  }
  const options = {
    name: "Mushrooms",
    copy: false,
    classesFrom: undefined,
    intoNew: false,
  };
  const shapes = {
    name: "shapes",
    files: [{ path: "square/1.png", file: file("1.png") }],
  };

  it("makes a project of the folder's name where none is open", async () => {
    const { engine, calls } = engineThat(false);
    const folder = "/pictures/Mushrooms/";
    const job = await startImport(engine, { folder }, options);
    expect(job).toEqual({ jobId: "j1" });
    expect(calls).toEqual([
      ["create", { name: "Mushrooms" }],
      ["import", { folder, copy: false }],
    ]);
  });

  it("leaves the open project for a new one where that is asked", async () => {
    const { engine, calls } = engineThat(true);
    const folder = "/pictures/Mushrooms";
    await startImport(
      engine,
      { folder },
      { ...options, classesFrom: "leaf", intoNew: true },
    );
    expect(calls).toEqual([
      ["close"],
      ["create", { name: "Mushrooms" }],
      ["import", { folder, copy: false, classesFrom: "leaf" }],
    ]);
  });

  it("sends dropped files first, and imports them as a copy", async () => {
    const { engine, calls } = engineThat(true);
    const uploads = createUploadTasks(async () => []);
    const source = await sendSource(engine, uploads, shapes);
    expect(source).toEqual({ uploadId: "u1" });
    await startImport(engine, source ?? { folder: "" }, options);
    expect(calls).toEqual([["import", { uploadId: "u1", copy: true }]]);
    expect(uploads.tasks()).toEqual([]);
  });

  it("gives nothing to import when the sending was cancelled", async () => {
    const { engine, calls } = engineThat(true);
    const uploads = createUploadTasks(async (uploadId, _files, sending) => {
      uploads.cancel(uploadId);
      sending?.signal?.throwIfAborted();
      return [];
    });
    expect(await sendSource(engine, uploads, shapes)).toBeNull();
    expect(calls).toEqual([]);
  });

  it("fails with a sentence when no file arrived", async () => {
    const { engine } = engineThat(true);
    const uploads = createUploadTasks(async (_id, files) =>
      files.map(({ path }) => ({ path, message: "The disk is full." })),
    );
    await expect(sendSource(engine, uploads, shapes)).rejects.toThrow(
      'None of the 1 files of "shapes" reached the engine: The disk is full.',
    );
  });

  it("names a project after the folder on every system", () => {
    expect(sourceName({ folder: "C:\\Users\\me\\Cats\\" })).toBe("Cats");
    expect(sourceName({ folder: "/" })).toBe("Pictures");
    expect(sourceName({ folder: "/downloads/cats.tar.gz" })).toBe("cats");
    expect(sourceName({ name: "notes.csv", files: [] })).toBe("notes");
    expect(sourceName({ name: "", files: [] })).toBe("Pictures");
  });
});
