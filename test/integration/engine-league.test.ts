import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { EngineClient } from "#engine/engine.ts";
import { runCommand } from "#test/helpers/command-line.ts";
import {
  jobEnded,
  startShapesEngine,
  type ShapesEngine,
} from "#test/helpers/shapes-engine.ts";
import { writeTinyBackbone } from "#test/helpers/tiny-backbone.ts";

let shapes: ShapesEngine;
let client: EngineClient;

beforeAll(async () => {
  shapes = await startShapesEngine({ imagesPerClass: 6, size: 32 });
  ({ client } = shapes);
}, 120_000);

afterAll(() => shapes.close());

describe("the league of networks", { timeout: 120_000 }, () => {
  it("is empty at first, with the built-in network to take part", async () => {
    expect(await client.league.get({})).toMatchObject({
      status: "none",
      entries: [],
      recommended: null,
    });
    const candidates = await client.league.candidates({});
    expect(candidates.map(({ shelf }) => shelf)).toEqual(["built-in"]);
  });

  it("ranks the built-in network and an imported one on the pictures that are not sealed", async () => {
    const path = join(shapes.home.root, "tiny-eyes");
    await writeTinyBackbone(path);
    const imported = await client.models.importWeights({ path });
    const { jobId } = await client.league.start({});
    const job = await jobEnded(client, jobId);
    expect(job.error).toBeNull();
    const league = await client.league.get({});
    const { classes } = await client.datasets.summary({});
    const open = classes.reduce(
      (sum, { bySplit }) => sum + bySplit.train + bySplit.validation,
      0,
    );
    expect(league).toMatchObject({
      status: "ready",
      pictures: open,
      failures: [],
    });
    expect(league.entries.map(({ model }) => model).toSorted()).toEqual(
      ["convolve-mobilenet-v2", imported.id].toSorted(),
    );
    const tiny = league.entries.find(({ model }) => model === imported.id);
    // 3·3·3·8 + 8 and 3·3·8·16 + 16 numbers of four bytes, without the classifier.
    expect(tiny?.weightsBytes).toBe(4 * (224 + 1168));
    for (const { accuracy, secondsPer100 } of league.entries) {
      expect(accuracy.low).toBeLessThanOrEqual(accuracy.value);
      expect(secondsPer100).toBeGreaterThan(0);
    }
    expect(league.sentence).not.toBeNull();
  });

  it("probes one network again and keeps the other", async () => {
    const before = await client.league.get({});
    const [candidate] = await client.league.candidates({});
    const { jobId } = await client.league.start({
      candidates: [candidate!.id],
    });
    expect((await jobEnded(client, jobId)).status).toBe("finished");
    const { entries } = await client.league.get({});
    const kept = ({ id }: { id: string }) => id !== candidate!.id;
    expect(entries).toHaveLength(2);
    expect(entries.filter(kept)).toEqual(before.entries.filter(kept));
  });

  it("refuses what is not here, and says what is", async () => {
    await expect(
      client.league.start({ candidates: ["efficientnet-b0"] }),
    ).rejects.toMatchObject({
      data: { code: "league/unknown-model" },
      message: expect.stringContaining("convolve-mobilenet-v2"),
    });
  });

  it("is stale once pictures it looked at have changed", async () => {
    const { imageIds } = await client.datasets.imageIds({
      filter: { splits: ["train"] },
    });
    await client.datasets.setExcluded({
      imageIds: imageIds.slice(0, 1),
      excluded: true,
    });
    const { status, entries } = await client.league.get({});
    expect(status).toBe("stale");
    expect(entries).toHaveLength(2);
  });

  it("is run by the command line", async () => {
    await client.projects.close({});
    const { code, stdout, stderr } = await runCommand(
      shapes.home.root,
      "league",
      shapes.project,
      "--models",
      "convolve-mobilenet-v2",
      "--json",
    );
    expect(stderr).not.toContain("Error");
    expect(code).toBe(0);
    const league = JSON.parse(stdout) as { status: string; entries: unknown[] };
    expect(league.status).toBe("ready");
    // The pictures have changed since, so that what the other network reached no longer counts.
    expect(league.entries).toHaveLength(1);
  });
});
