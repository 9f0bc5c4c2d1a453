import { createHash } from "node:crypto";
import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Run } from "#api/training.ts";
import { generateSampleTexts } from "#engine/datasets/sample/sample-texts.ts";
import {
  createEngine,
  createLocalClient,
  type EngineClient,
} from "#engine/engine.ts";
import {
  collect,
  jsonOf,
  requireSuccess,
  runCommand,
  startCommand,
} from "#test/helpers/command-line.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import {
  canListProcesses,
  childrenOf,
  isRunning,
} from "#test/helpers/processes.ts";
import { startStudio } from "#test/helpers/studio.ts";

let home: EngineFolders;
let project: string;
let notes: string;

const EPOCHS = ["--epochs", "8", "--seed", "5"];
const TRAIN = ["--model", "resnet-8", ...EPOCHS];
const TRAIN_ON_TEXTS = ["--model", "text-cnn-1d", ...EPOCHS];

beforeAll(async () => {
  home = await temporaryEngineFolders();
  project = join(home.root, "shapes.convolve");
  const pictures = join(home.root, "shapes");
  await generateDataset(pictures, {
    classes: THREE_SHAPES,
    imagesPerClass: 20,
    size: 32,
  });
  await runCommand(home.root, "import", pictures, "--project", project);
  notes = join(home.root, "notes.convolve");
  const table = join(home.root, "notes.csv");
  await generateSampleTexts(table, { textsPerClass: 60 });
  await runCommand(home.root, "import", table, "--project", notes);
});
afterAll(() => home[Symbol.asyncDispose]());

async function inEngine<T>(
  directory: string,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
  const engine = await createEngine({ folders: home.folders });
  try {
    await engine.openProject(directory);
    return await work(createLocalClient(engine));
  } finally {
    await engine.close();
  }
}

async function hashOfBest(directory: string, run: string): Promise<string> {
  const bytes = await readFile(
    join(directory, "runs", run, "best.safetensors"),
  );
  return createHash("sha256").update(bytes).digest("hex");
}

interface Trained {
  readonly run: string;
  readonly metrics: Run["metrics"];
}

describe("an engine that is killed", { timeout: 240_000 }, () => {
  it.skipIf(!canListProcesses).each([
    { of: "pictures", recipe: TRAIN, projectOf: () => project },
    { of: "texts", recipe: TRAIN_ON_TEXTS, projectOf: () => notes },
  ])(
    "in the middle of training on $of: its job ends, the run shows as interrupted, and going on gives the same bits",
    async ({ recipe, projectOf }) => {
      const directory = projectOf();
      const whole = jsonOf<Trained>(
        await runCommand(
          home.root,
          "train",
          "--project",
          directory,
          ...recipe,
          "--json",
        ),
      );

      const child = startCommand(home.root, [
        "train",
        "--project",
        directory,
        ...recipe,
      ]);
      const output = collect(child);
      await new Promise<void>((reached) => {
        child.stderr?.on("data", (text: string) => {
          if (text.includes("Epoch 3 ")) reached();
        });
      });
      const jobs = await childrenOf(child.pid!);
      expect(jobs.length).toBeGreaterThan(0);
      child.kill("SIGKILL");
      expect((await output).code).toBeNull();
      await vi.waitFor(
        async () => {
          for (const pid of jobs) expect(await isRunning(pid)).toBe(false);
        },
        { timeout: 6000, interval: 200 },
      );

      const interrupted = await inEngine(directory, async (client) => {
        const runs = await client.training.runs({});
        return runs.find(({ status }) => status === "interrupted");
      });
      expect(interrupted?.epoch).toBeGreaterThanOrEqual(2);
      expect(interrupted?.epoch).toBeLessThan(8);

      const resumed = jsonOf<Trained>(
        await runCommand(
          home.root,
          "train",
          "--project",
          directory,
          "--resume",
          interrupted!.id,
          "--json",
        ),
      );
      expect(resumed.run).toBe(interrupted!.id);
      expect(resumed.metrics).toEqual(whole.metrics);
      expect(await hashOfBest(directory, resumed.run)).toBe(
        await hashOfBest(directory, whole.run),
      );
      const history = await inEngine(directory, (client) =>
        client.training.history({ runId: resumed.run }),
      );
      expect(history.map(({ epoch }) => epoch)).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8,
      ]);
    },
  );
});

describe("Ctrl+C", { timeout: 120_000 }, () => {
  it.skipIf(!canListProcesses)(
    "cancels the training, which can be resumed, and leaves no process",
    async () => {
      const child = startCommand(
        home.root,
        ["train", "--project", project, ...TRAIN, "--json"],
        { ownGroup: true },
      );
      const output = collect(child);
      await new Promise<void>((reached) => {
        child.stderr?.on("data", (text: string) => {
          if (text.includes("Epoch 1 ")) reached();
        });
      });
      const jobs = await childrenOf(child.pid!);
      process.kill(-child.pid!, "SIGINT");
      const result = await output;
      expect(result.code).toBe(1);
      expect(jsonOf<{ error: { code: string } }>(result).error.code).toBe(
        "job/cancelled",
      );
      for (const pid of jobs) expect(await isRunning(pid)).toBe(false);
      const [newest] = await inEngine(project, (client) =>
        client.training.runs({}),
      );
      expect(newest).toMatchObject({ status: "interrupted", error: null });
    },
  );
});

describe("two programs on one project", { timeout: 120_000 }, () => {
  it("the second engine is refused with a sentence that says who has it", async () => {
    const first = await createEngine({ folders: home.folders });
    const second = await createEngine({ folders: home.folders });
    try {
      await first.openProject(project);
      await expect(second.openProject(project)).rejects.toMatchObject({
        code: "project/locked",
        message: expect.stringContaining(String(process.pid)),
      });
      await first.close();
      await second.openProject(project);
    } finally {
      await first.close();
      await second.close();
    }
  });

  it("a command goes to the studio that has the project open", async () => {
    const runs = await inEngine(project, (client) => client.training.runs({}));
    const { id } = runs.find(({ status }) => status === "finished")!;
    const studio = await startStudio(home.root, ["--project", project]);
    try {
      const result = await runCommand(
        home.root,
        "evaluate",
        "--project",
        project,
        "--run",
        id,
        "--json",
      );
      requireSuccess(result);
      expect(result.stderr).toContain("open in the studio");
      expect(jsonOf<{ run: string }>(result).run).toBe(id);
    } finally {
      await studio.stop();
    }
  });

  it("a command of another user, who cannot read the secret, is refused", async () => {
    await using other = await temporaryEngineFolders();
    const studio = await startStudio(home.root, ["--project", project]);
    try {
      const result = await runCommand(
        other.root,
        "evaluate",
        "--project",
        project,
        "--run",
        "x",
        "--json",
      );
      expect(result.code).toBe(1);
      expect(jsonOf<{ error: { code: string } }>(result).error.code).toBe(
        "project/locked",
      );
    } finally {
      await studio.stop();
    }
  });
});

describe("an engine that ends", { timeout: 120_000 }, () => {
  it.skipIf(!canListProcesses)(
    "leaves no process, no port, no lock and no file of its own",
    async () => {
      const studio = await startStudio(home.root, ["--project", project]);
      const { origin } = new URL(studio.url);
      const login = await fetch(studio.url, { redirect: "manual" });
      const cookie = login.headers.get("set-cookie")!.split(";")[0]!;
      // Devices are looked for in processes of their own; the engine ends in the middle of that.
      const report = fetch(`${origin}/rpc/devices/report`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: '{"json":{}}',
      }).catch(() => null);
      const children = await vi.waitFor(
        async () => {
          const found = await childrenOf(studio.process.pid!);
          expect(found.length).toBeGreaterThan(0);
          return found;
        },
        { timeout: 30_000, interval: 20 },
      );
      await studio.stop();
      await report;
      expect(studio.process.exitCode).toBe(0);
      for (const pid of children) expect(await isRunning(pid)).toBe(false);
      await expect(fetch(origin)).rejects.toThrow("fetch failed");
      expect(await readdir(join(home.root, "cache", "runtime"))).toEqual([]);
      expect(await readdir(project)).not.toContain("lock-holder.json");
    },
  );

  it("keeps a copy of a project usable on its own", async () => {
    const copy = join(home.root, "copy.convolve");
    await cp(project, copy, { recursive: true });
    const summary = await inEngine(copy, (client) =>
      client.projects.current({}),
    );
    expect(summary).toMatchObject({ imageCount: 60, classCount: 3 });
  });
});
