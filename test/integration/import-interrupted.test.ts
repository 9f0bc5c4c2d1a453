import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import type { Progress } from "#engine/base/progress.ts";
import { StudioError } from "#engine/base/errors.ts";
import { openShardReader } from "#engine/storage/packed-shards.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { openProject } from "#engine/storage/project.ts";
import { importInto, testProject } from "#test/helpers/import-project.ts";
import { dealtPictures, writePictures } from "#test/helpers/picture-folder.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("an import that does not come to its end", () => {
  it("ends with the writer's error on a full disk, and goes on later where it was", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealtPictures(["a", "b"], 30));
    const project = await testProject();
    const emit: typeof project.writer.execute = (command, params) =>
      command === "addRows"
        ? Promise.reject(
            new StudioError("storage/disk-full", "The disk is full."),
          )
        : project.writer.execute(command, params);
    await expect(importInto(project, source, { emit })).rejects.toMatchObject({
      code: "storage/disk-full",
    });
    expect((await importInto(project, source)).images).toBe(30);
  });

  it("stops soon when it is cancelled and keeps what is there", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealtPictures(["a", "b"], 600));
    const project = await testProject();
    const cancel = new AbortController();
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === "Reading pictures" && done > 300) cancel.abort();
    };
    await expect(
      importInto(project, source, { signal: cancel.signal, onProgress }),
    ).rejects.toMatchObject({ code: "job/cancelled" });
    const kept = project.reader.count();
    expect(kept).toBeGreaterThan(200);
    expect(kept).toBeLessThan(600);
    expect(await importInto(project, source)).toMatchObject({
      images: 600,
      unchanged: kept,
    });
  });

  it("goes on where it was when it was killed with -9 and is started again", async () => {
    const source = await temporaryFolder();
    await writePictures(source, dealtPictures(["a", "b", "c"], 600));
    const directory = join(await temporaryFolder(), "p.convolve");
    const script = join(
      import.meta.dirname,
      "..",
      "fixtures",
      "import-folder.ts",
    );
    const child = spawn(process.execPath, [script, directory, source], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout
      .setEncoding("utf8")
      .on("data", (text: string) => (output += text));
    while (!/done ([3-9]\d\d)/.test(output) && child.exitCode === null)
      await sleep(2);
    child.kill("SIGKILL");
    await once(child, "close");
    const project = await openProject(directory);
    const kept = project.reader.count();
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(600);
    const result = await importInto(project, source);
    expect(result).toMatchObject({
      images: 600,
      added: 600 - kept,
      unchanged: kept,
    });
    expect(project.reader.labels().every((label) => label.split !== null)).toBe(
      true,
    );
    const thumbnails = openShardReader(projectPaths(directory).thumbnails);
    expect(
      [...project.reader.eachImage()].every((image) =>
        thumbnails.has(image.sha256),
      ),
    ).toBe(true);
    thumbnails.close();
    await project.close();
  });
});
