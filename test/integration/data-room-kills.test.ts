import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import {
  createEngine,
  createLocalClient,
  type EngineClient,
} from "#engine/engine.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import { RUNS_EVERY_CASE } from "#test/helpers/more-of-the-same.ts";
import { writePictures } from "#test/helpers/picture-folder.ts";
import {
  canListProcesses,
  childrenOf,
  isRunning,
} from "#test/helpers/processes.ts";
import { jobEnded } from "#test/helpers/shapes-engine.ts";

const WORKER = join(
  import.meta.dirname,
  "..",
  "fixtures",
  "curate-until-killed.ts",
);
/** Fifty in all with CONVOLVE_EVERY_CASE=1. */
const KILLS_PER_ACT = RUNS_EVERY_CASE ? 13 : 2;
const PICTURES = 240;
/** A job's process has to start first. */
const LONGEST_WAIT_MS: Readonly<Record<string, number>> = {
  import: 2000,
  scan: 2000,
  relabel: 700,
  snapshot: 700,
};

let home: EngineFolders;
let pictures: string;
let imported: string;

beforeAll(async () => {
  home = await temporaryEngineFolders();
  pictures = join(home.root, "pictures");
  const files = Array.from({ length: PICTURES }, (_, index) => [
    `class ${index % 3}/${index}.png`,
    index * 70_001,
  ]);
  await writePictures(
    pictures,
    Object.fromEntries(files) as Record<string, number>,
  );
  imported = join(home.root, "imported.convolve");
  await inEngine(async (client) => {
    await client.projects.create({ name: "imported", path: imported });
    await imports(client);
  });
});
afterAll(() => home[Symbol.asyncDispose]());

async function inEngine<T>(work: (client: EngineClient) => Promise<T>) {
  const engine = await createEngine({
    folders: home.folders,
    startsBaseline: false,
  });
  try {
    return await work(createLocalClient(engine));
  } finally {
    await engine.close();
  }
}

async function imports(client: EngineClient): Promise<void> {
  const { jobId } = await client.datasets.import({ folder: pictures });
  expect((await jobEnded(client, jobId)).status).toBe("finished");
}

/** Starts the act on the project, kills the engine with -9 after a while. @returns what it had confirmed */
async function killed(
  act: string,
  project: string,
  afterMs: number,
): Promise<string[][]> {
  const child = spawn(
    process.execPath,
    [WORKER, join(home.root, "other"), project, act, pictures],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout
    .setEncoding("utf8")
    .on("data", (text: string) => (output += text));
  while (!output.includes("ready")) await sleep(5);
  await sleep(afterMs);
  const jobs = canListProcesses ? await childrenOf(child.pid ?? 0) : [];
  child.kill("SIGKILL");
  await once(child, "close");
  // A job notices that its engine is gone and ends.
  await expect.poll(() => anyRunning(jobs), { timeout: 20_000 }).toBe(false);
  return output
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" "));
}

async function anyRunning(processes: readonly number[]): Promise<boolean> {
  const states = await Promise.all(processes.map(isRunning));
  return states.includes(true);
}

/** Files that belong to nobody. */
async function orphansOf(project: string, client: EngineClient) {
  const files = await readdir(project, { recursive: true });
  const { snapshots, runs } = await client.versions.list({});
  const known = new Set([...snapshots, ...runs].map(({ digest }) => digest));
  return files.filter((file) => {
    const version = /^versions[\\/](\w{64})$/.exec(file)?.[1];
    return (
      file.includes(".partial") ||
      (version !== undefined && !known.has(version))
    );
  });
}

async function labelsOf(client: EngineClient) {
  const { images } = await client.datasets.images({
    filter: { order: "name" },
    offset: 0,
    limit: 500,
  });
  return images.map(({ fileName, classId, split }) => ({
    fileName,
    classId,
    split,
  }));
}

/** Checks of one act, on the project as it was found after the kill. */
const ACTS: Readonly<
  Record<
    string,
    (client: EngineClient, confirmed: readonly string[][]) => Promise<void>
  >
> = {
  async import(client) {
    // What was read is kept, and importing again brings the rest.
    await imports(client);
    const { imageCount, problemCount } = await client.datasets.summary({});
    expect([imageCount, problemCount]).toEqual([PICTURES, 0]);
    const labels = await labelsOf(client);
    expect(labels.every(({ split }) => split !== null)).toBe(true);
  },
  async scan(client, confirmed) {
    const { imageCount } = await client.datasets.summary({});
    // The exclusion of one picture may be confirmed, and its undo not.
    expect(PICTURES - imageCount).toBeOneOf([0, 1]);
    const report = await client.doctor.report({});
    if (confirmed.some(([word]) => word === "scanned")) {
      expect(report.checkedAt).not.toBeNull();
    }
    const { jobId } = await client.doctor.start({ scope: "quick" });
    expect((await jobEnded(client, jobId)).status).toBe("finished");
    expect((await client.doctor.report({})).pictures).toBe(imageCount);
  },
  async relabel(client, confirmed) {
    const last = new Map(
      confirmed
        .filter(([word]) => word === "label")
        .map(([, image, label]) => [Number(image), Number(label)]),
    );
    let lost = 0;
    for (const [imageId, classId] of last) {
      const image = await client.datasets.image({ imageId });
      if (image.classId !== classId) lost++;
    }
    // The step after the last confirmed one may be in.
    expect(lost).toBeLessThanOrEqual(1);
    // And each can be taken back, one after the other.
    const { undone } = await client.datasets.undo({});
    if (last.size > 1) expect(undone).toMatch(/^Relabel/);
  },
  async snapshot(client, confirmed) {
    const { snapshots } = await client.versions.list({});
    const saved = confirmed.filter(([word]) => word === "snapshot");
    expect(snapshots.length - saved.length).toBeOneOf([0, 1]);
    for (const [, id, digest = ""] of saved) {
      expect(snapshots.find((one) => one.id === id)?.digest).toBe(digest);
    }
    // Newest first; each takes a job of its own.
    for (const { digest } of snapshots.slice(0, 3)) {
      const { jobId } = await client.versions.restore({ digest });
      await jobEnded(client, jobId);
      const { counts } = await client.versions.compare({
        from: digest,
        to: "now",
      });
      expect(Object.values(counts)).toEqual(Object.values(counts).map(() => 0));
    }
  },
};

describe("a data room whose engine is killed with -9", () => {
  const random = createRandom("data room kills");
  const cases = Object.keys(ACTS).flatMap((act) =>
    Array.from({ length: KILLS_PER_ACT }, () => ({
      act,
      afterMs: random.integer(LONGEST_WAIT_MS[act] ?? 0),
    })),
  );
  it.for(cases)(
    "during $act after $afterMs ms opens with what was confirmed, leaves no orphan, and goes on",
    { timeout: 90_000 },
    async ({ act, afterMs }, { task }) => {
      const project = join(home.root, `${task.id}.convolve`);
      if (act === "import") {
        await inEngine((client) =>
          client.projects.create({ name: act, path: project }),
        );
      } else {
        await cp(imported, project, { recursive: true });
      }
      const confirmed = await killed(act, project, afterMs);
      await inEngine(async (client) => {
        await client.projects.open({ path: project });
        expect(await orphansOf(project, client)).toEqual([]);
        await ACTS[act]?.(client, confirmed);
      });
    },
  );
});
