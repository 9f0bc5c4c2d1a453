import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { createProject, openProject } from "#engine/storage/project.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const WRITER = join(
  import.meta.dirname,
  "..",
  "fixtures",
  "write-until-killed.ts",
);

describe("a project whose engine is killed with -9 at any moment", () => {
  it("opens again with nothing lost that was confirmed, and no edit half done", async () => {
    const directory = join(await temporaryFolder(), "p.convolve");
    await (await createProject(directory, { name: "p" })).close();
    const random = createRandom("kill");
    let added = 0;
    for (let round = 0; round < 6; round++) {
      const child = spawn(
        process.execPath,
        [WRITER, directory, String(added + 1)],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      let output = "";
      child.stdout
        .setEncoding("utf8")
        .on("data", (text: string) => (output += text));
      while (!output.includes("added")) await sleep(5);
      await sleep(random.integer(120));
      child.kill("SIGKILL");
      await once(child, "close");

      const lines = output.split("\n").slice(0, -1);
      const confirmed = lines.filter((line) => line.startsWith("added")).at(-1);
      const project = await openProject(directory);
      const count = project.reader.count();
      expect(project.readOnly).toBe(false);
      // The one that was under way may be there too.
      expect(count - Number(confirmed?.split(" ")[1])).toBeOneOf([0, 1]);
      const edits = lines.filter((line) => line.startsWith("split"));
      const [, side, size = "0"] = edits.at(-1)?.split(" ") ?? [];
      const sides = project.reader.labels().map((label) => label.split);
      const ofEdit = new Set(sides.slice(0, Number(size)));
      // An edit is whole: its pictures are on one side, its own, or that of the next edit if that one got in.
      expect(ofEdit.size).toBeLessThanOrEqual(1);
      const nextEditMayBeIn = count >= Number(size) + 4;
      expect(
        nextEditMayBeIn || [...ofEdit].every((found) => found === side),
      ).toBe(true);
      expect(await project.writer.execute("undo", {})).toEqual({
        undone: expect.any(String) as string,
      });
      await project.writer.execute("redo", {});
      added = count;
      await project.close();
    }
    expect(added).toBeGreaterThan(20);
  });
});

describe.skipIf(process.platform === "win32")(
  "a limit on file size, as a full disk in a child process",
  () => {
    it("ends the writing with storage/disk-full or storage/write-failed, and the project opens again", async () => {
      const directory = join(await temporaryFolder(), "p.convolve");
      await (await createProject(directory, { name: "p" })).close();
      // 3,000 blocks of 1,024 bytes; the signal is ignored so that the write fails instead.
      const command = `trap '' XFSZ; ulimit -f 3000; exec "$0" "$1" "$2" 1`;
      const result = spawnSync(
        "bash",
        ["-c", command, process.execPath, WRITER, directory],
        {
          encoding: "utf8",
          timeout: 50_000,
        },
      );
      expect(result.stderr).toMatch(/storage\/(?:disk-full|write-failed)/);
      const confirmed = result.stdout
        .match(/added \d+/g)
        ?.at(-1)
        ?.split(" ")[1];
      const project = await openProject(directory);
      expect(project.reader.count()).toBeGreaterThanOrEqual(Number(confirmed));
      expect(Number(confirmed)).toBeGreaterThan(10);
      await project.close();
    });
  },
);
