import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import type { DoctorCheck } from "#api/doctor.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { drawAilingSet } from "#test/helpers/ailing-pictures.ts";
import { useBareEngine } from "#test/helpers/bare-engine.ts";
import { writeTinyBackbone } from "#test/helpers/tiny-backbone.ts";
import { runCommand } from "#test/helpers/command-line.ts";

describe("the check-up", { timeout: 240_000 }, () => {
  const engine = useBareEngine();
  let folder = "";

  beforeAll(async () => {
    folder = join(engine.home.root, "ailing");
    await drawAilingSet(folder, 10);
    const { client } = engine;
    await client.projects.create({ name: "Ailing" });
    const { jobId } = await client.datasets.import({ folder });
    await engine.finished(jobId);
  }, 240_000);

  async function check(id: string): Promise<DoctorCheck> {
    const { checks } = await engine.client.doctor.report({});
    return checks.find((one) => one.id === id)!;
  }

  it("has said nothing at first", async () => {
    expect(await engine.client.doctor.report({})).toMatchObject({
      status: "none",
      checkedAt: null,
      open: 0,
    });
  });

  it("finds copies with the files alone, and goes on to labels when asked for the whole", async () => {
    const { client } = engine;
    await engine.finished(
      (await client.doctor.start({ scope: "quick" })).jobId,
    );
    expect(await check("near-duplicates")).toMatchObject({
      open: 5,
      isStale: false,
      leftOut: null,
    });
    expect((await check("likely-wrong-labels")).checkedAt).toBeNull();
    await engine.finished((await client.doctor.start({})).jobId);
    expect((await check("likely-wrong-labels")).checkedAt).not.toBeNull();
    expect((await check("outliers")).checkedAt).not.toBeNull();
    expect(await client.doctor.report({})).toMatchObject({ status: "ready" });
  });

  it("repairs in one step of undo, and says that the report is of before", async () => {
    const { client } = engine;
    const { findings, total } = await client.doctor.findings({
      check: "near-duplicates",
    });
    expect(total).toBe(findings.length);
    expect(findings[0]).toMatchObject({
      other: { classId: expect.any(Number) as number },
      remedies: ["keep-best", "exclude-other"],
    });
    const before = await client.datasets.summary({});
    expect(
      await client.doctor.remedy({
        check: "near-duplicates",
        findings: "all",
        remedy: "keep-best",
      }),
    ).toEqual({ changed: total });
    const after = await client.datasets.summary({});
    expect(after.excludedCount).toBe(before.excludedCount + total);
    expect(await check("near-duplicates")).toMatchObject({
      open: 0,
      isStale: true,
    });
    expect((await client.datasets.undo({})).undone).toMatch(/^Copies of/);
    expect(await check("near-duplicates")).toMatchObject({
      open: total,
      isStale: false,
    });
  });

  it("keeps what was dismissed away over the next check-up, until it is taken back", async () => {
    const { client } = engine;
    const { findings } = await client.doctor.findings({ check: "too-dark" });
    const ids = findings.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    await client.doctor.dismiss({ check: "too-dark", findings: ids });
    await engine.finished(
      (await client.doctor.start({ scope: "quick" })).jobId,
    );
    expect(await check("too-dark")).toMatchObject({
      open: 0,
      dismissed: ids.length,
    });
    await client.doctor.restore({ findings: ids });
    expect((await check("too-dark")).open).toBe(ids.length);
  });

  it("asks an imported network about the labels as well", async () => {
    const { client, home } = engine;
    const path = join(home.root, "tiny-eyes");
    await writeTinyBackbone(path);
    const directory = (await client.projects.current({}))?.path ?? "";
    // Each network has a folder of features.
    const asked = () => readdir(projectPaths(directory).features);
    const before = await asked();
    await client.models.importWeights({ path });
    await engine.finished((await client.doctor.start({})).jobId);
    expect(await asked()).toHaveLength(before.length + 1);
    expect((await check("likely-wrong-labels")).leftOut).toBeNull();
  });

  it("refuses a check that is not there, by its name", async () => {
    await expect(
      engine.client.doctor.findings({ check: "horoscope" }),
    ).rejects.toMatchObject({ data: { code: "doctor/unknown-check" } });
  });

  it("tells of a folder on the command line, and leaves nothing behind", async () => {
    const { code, stdout } = await runCommand(
      engine.home.root,
      "doctor",
      folder,
      "--scope",
      "quick",
      "--check",
      "near-duplicates",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/Copies of the same picture \(near-duplicates\): 5/);
    expect(stdout).toContain("ash/copy-mirrored.jpg and ash/0.jpg: ");
    expect(stdout).not.toContain("too-dark");
  });
});
