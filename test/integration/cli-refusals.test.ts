import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createEngine } from "#engine/engine.ts";
import {
  jsonOf,
  runCommand,
  type CommandResult,
} from "#test/helpers/command-line.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import { asOrdinaryUser } from "#test/helpers/ordinary-user.ts";

let home: EngineFolders;

beforeAll(async () => {
  home = await temporaryEngineFolders();
});
afterAll(() => home[Symbol.asyncDispose]());

function path(...parts: string[]): string {
  return join(home.root, ...parts);
}

function command(...args: string[]): Promise<CommandResult> {
  return runCommand(home.root, ...args, "--json");
}

/** Code and message of a refused command, after checking that it is refused as it should be. */
function refusal(result: CommandResult): { code: string; message: string } {
  expect(result.code).toBe(1);
  const { error } = jsonOf<{ error: { code: string; message: string } }>(
    result,
  );
  expect(result.stderr).toContain(error.message);
  expect(result.stderr).not.toMatch(/^ {4}at /m);
  return error;
}

describe("commands that cannot be carried out", { timeout: 120_000 }, () => {
  it("every command has a help that names --json", async () => {
    const names =
      "import train evaluate predict explain export models devices serve demo";
    await Promise.all(
      names.split(" ").map(async (name) => {
        const result = await runCommand(home.root, name, "--help");
        expect(result.code).toBe(0);
        expect(result.stdout).toContain(`convolve ${name}`);
        expect(result.stdout).toContain("--json");
      }),
    );
  });

  it("an unknown command or option ends with 2", async () => {
    expect((await runCommand(home.root, "fly")).code).toBe(2);
    expect((await runCommand(home.root, "models", "--wings")).code).toBe(2);
    expect((await runCommand(home.root, "import", "x")).code).toBe(2);
  });

  it("a folder that is not there", async () => {
    const result = await command(
      "import",
      path("nowhere"),
      "--project",
      path("a.convolve"),
    );
    expect(refusal(result).code).toBe("dataset/folder-not-found");
    expect(existsSync(path("a.convolve"))).toBe(false);
  });

  it("an empty folder", async () => {
    await mkdir(path("empty"));
    const result = await command(
      "import",
      path("empty"),
      "--project",
      path("b.convolve"),
    );
    expect(refusal(result).code).toMatch(/^dataset\/no-/);
    expect(existsSync(path("b.convolve"))).toBe(false);
  });

  it.skipIf(process.platform === "win32")("an unreadable folder", async () => {
    await using own = await temporaryEngineFolders();
    const closed = join(own.root, "closed");
    const project = join(own.root, "c.convolve");
    await mkdir(closed);
    await chmod(closed, 0);
    const engine = await createEngine({ folders: own.folders });
    // In this process, which can give up the superuser's rights; loads what it needs while it still may.
    await expect(
      engine.openOrCreateProject(project, path("nowhere")),
    ).rejects.toMatchObject({ code: "dataset/folder-not-found" });
    await asOrdinaryUser(own.root, () =>
      expect(engine.openOrCreateProject(project, closed)).rejects.toMatchObject(
        { code: "dataset/folder-unreadable" },
      ),
    );
    await chmod(closed, 0o755);
    await engine.close();
    expect(existsSync(project)).toBe(false);
  });

  it("training on one class only", async () => {
    const { "red disc": only } = THREE_SHAPES;
    await generateDataset(path("one"), {
      classes: { only: only! },
      imagesPerClass: 4,
      size: 16,
    });
    const project = path("one.convolve");
    await command("import", path("one"), "--project", project);
    const result = await command("train", "--project", project);
    expect(refusal(result).code).toBe("dataset/one-class");
  });

  it("training with a class of one picture", async () => {
    await generateDataset(path("lonely"), {
      classes: THREE_SHAPES,
      imagesPerClass: 4,
      size: 16,
    });
    await generateDataset(path("lonely"), {
      classes: { lonely: { form: "bars", hue: 60 } },
      imagesPerClass: 1,
      size: 16,
    });
    const project = path("lonely.convolve");
    await command("import", path("lonely"), "--project", project);
    const error = refusal(await command("train", "--project", project));
    expect(error.code).toBe("dataset/too-few-images");
    expect(error.message).toContain("lonely");
  });

  it("a model, a run and a project that do not exist", async () => {
    expect(refusal(await command("models", "skynet")).message).toContain(
      "lenet-5",
    );
    const project = path("one.convolve");
    expect(
      refusal(await command("evaluate", "--project", project, "--run", "x"))
        .code,
    ).toBe("run/unknown");
    expect(
      refusal(await command("train", "--project", path("none.convolve"))).code,
    ).toBe("project/not-found");
  });

  it("a folder as a project that holds something else", async () => {
    await mkdir(path("mine"));
    await writeFile(path("mine", "diary.txt"), "dear diary");
    const result = await command(
      "import",
      path("lonely"),
      "--project",
      path("mine"),
    );
    expect(refusal(result).code).toBe("project/folder-not-empty");
  });

  it("three hundred classes are imported and named in natural order", async () => {
    const classes = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `class ${index + 1}`,
        { form: "disc" as const, hue: index },
      ]),
    );
    await generateDataset(path("many"), {
      classes,
      imagesPerClass: 2,
      size: 16,
    });
    const result = jsonOf<{ images: number; classes: { name: string }[] }>(
      await command("import", path("many"), "--project", path("many.convolve")),
    );
    expect(result.classes).toHaveLength(300);
    expect(result.classes[9]?.name).toBe("class 10");
  });
});
