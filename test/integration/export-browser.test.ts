import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportModel } from "#engine/export/export-model.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { launchBrowser } from "#test/helpers/browser.ts";
import { drawPictures } from "#test/helpers/drawn-pictures.ts";

let folder = "";
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-export-browser-"));
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the server that ships with the export, as a person would. */
function serve(
  directory: string,
): Promise<{ address: string; stop: () => void }> {
  const server = spawn(process.execPath, [join(directory, "serve.mjs")]);
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.stdout.on("data", (line: Buffer) => {
      resolve({ address: String(line).trim(), stop: () => server.kill() });
    });
  });
}

describe("the check page of a TensorFlow.js export", () => {
  it("computes the app's answers in a browser, and answers for a picture of one's own", async () => {
    const pictures = await drawPictures(join(folder, "pictures"), 10);
    const graph = buildModel("resnet-8", { classes: 3, inputSize: 40 });
    const report = await exportModel({
      graph,
      weights: initializeWeights(graph, 5, { kernels: "he-normal" }),
      preprocessing: standardPreprocessing(40, "zero-to-one", {
        resize: "fit",
        background: [9, 90, 200],
      }),
      labels: ["<b>one</b>", "two", "three"],
      name: "page",
      formats: ["tfjs"],
      outputDirectory: join(folder, "out"),
      samples: pictures.map((path) => ({ path })),
    });
    const server = await serve(report.formats[0]?.directory ?? "");
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("request", (request) => {
        const own = new URL(server.address).origin;
        if (
          !/^(data|blob):/.test(request.url()) &&
          !request.url().startsWith(own)
        )
          problems.push(request.url());
      });
      await page.goto(server.address);
      await page.waitForFunction(() => "checkResult" in window, undefined, {
        timeout: 60_000,
      });
      expect(
        await page.evaluate(
          () => (window as { checkResult?: unknown }).checkResult,
        ),
      ).toMatchObject({
        pictures: 10,
        same: 10,
        passed: true,
      });
      expect(await page.locator("tbody tr").count()).toBe(10);
      await page.locator("input[type=file]").setInputFiles(pictures[2] ?? "");
      await expect
        .poll(() => page.locator("output").textContent())
        .toMatch(/ %$/);
      expect(await page.locator("b").count()).toBe(0);
      expect(problems).toEqual([]);
    } finally {
      server.stop();
    }
  }, 120_000);

  it("serves nothing from outside its folder", async () => {
    const server = await serve(join(folder, "out", "tfjs"));
    const { origin } = new URL(server.address);
    const outside = await fetch(`${origin}/..%2f..%2fpictures/`);
    expect(outside.status).toBe(404);
    expect((await fetch(`${origin}/labels.json`)).status).toBe(200);
    server.stop();
  });
});
