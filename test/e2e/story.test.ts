import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { launchBrowser } from "#test/helpers/browser.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import { type RunningStudio, startStudio } from "#test/helpers/studio.ts";
import {
  accessibilityFindings,
  collectPageErrors,
  dropFolder,
  useTheme,
} from "#test/helpers/studio-page.ts";

/** Waits until it is there to be seen; fails when it does not come. */
async function expectShown(
  locator: Locator,
  options: { timeout?: number } = {},
): Promise<void> {
  await locator.waitFor({ state: "visible", ...options });
}

/** A newcomer's whole way, in a real Chromium on the real server: each step goes on where the one before ended. */
describe("a folder of labelled pictures in, an exported classifier out", () => {
  let home: string;
  let studio: RunningStudio;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "convolve-story-"));
    await generateDataset(join(home, "shapes"), {
      classes: THREE_SHAPES,
      imagesPerClass: 24,
    });
    studio = await startStudio(home);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    errors = collectPageErrors(page);
    await page.goto(studio.url);
  });
  afterAll(async () => {
    await browser.close();
    await studio.stop();
    rmSync(home, { recursive: true, force: true });
  });

  // One story: when a step fails, the steps after it would only wait for what never comes.
  let broken = false;
  beforeEach(({ skip, onTestFailed }) => {
    if (broken) skip("an earlier step failed");
    onTestFailed(() => {
      broken = true;
    });
  });

  async function goTo(step: string): Promise<void> {
    await page
      .getByRole("navigation")
      .getByRole("link", { name: new RegExp(`^${step}`) })
      .first()
      .click();
  }

  async function expectAccessible(): Promise<void> {
    for (const theme of ["light", "dark"] as const) {
      await useTheme(page, theme);
      expect(await accessibilityFindings(page), `${theme} theme`).toEqual([]);
    }
    await useTheme(page, "light");
  }

  it("starts with a place to drop a folder on", async () => {
    await expectShown(
      page.getByRole("heading", { name: "Teach the computer your pictures" }),
    );
    await expectShown(page.getByText("Try with the sample set"));
    await expectAccessible();
  });

  it("imports a folder that is dropped", async () => {
    await dropFolder(page, join(home, "shapes"));
    await expectShown(page.getByRole("heading", { name: "Data", exact: true }));
    await expectShown(page.getByText("72 pictures in 3 classes"));
    for (const name of Object.keys(THREE_SHAPES)) {
      await expectShown(page.getByText(name).first());
    }
    await expectShown(page.locator("img[src*='/thumbnail']").first());
    await expectAccessible();
  });

  it("gives an instant baseline", async () => {
    await expectShown(page.getByText(/Instant baseline/i).first());
    await expectAccessible();
  });

  it("offers models with their figures", async () => {
    await goTo("Model");
    await expectShown(
      page.getByRole("heading", { name: "Model", exact: true }),
    );
    await expectShown(page.getByText("LeNet-5").first());
    await expectAccessible();
  });

  it("trains with one button", async () => {
    await goTo("Train");
    const train = page.getByRole("button", { name: "Train", exact: true });
    await expectShown(train);
    await expectAccessible();
    await train.click();
    await expectShown(page.getByRole("heading", { name: "What came out" }), {
      timeout: 120_000,
    });
    await expectAccessible();
  });

  it("evaluates on the sealed test pictures", async () => {
    await goTo("Evaluate");
    await page
      .getByRole("button", { name: "Evaluate on the test pictures" })
      .click();
    await expectShown(page.getByText(/% right/).first(), { timeout: 120_000 });
    await expectShown(page.getByText("Cross-validated").first());
    await expectAccessible();
  });

  it("opens the pictures of a cell of the confusion matrix", async () => {
    const cell = page
      .getByRole("button", { name: /: [1-9]\d* of \d+ right/ })
      .first();
    await cell.click();
    await expectShown(page.locator("img[src*='/thumbnail']").first());
  });

  it("shows what the network looks at", async () => {
    await goTo("Explain");
    await page
      .getByRole("region", { name: "Pictures" })
      .getByRole("button")
      .filter({ has: page.locator("img") })
      .first()
      .click();
    await expectShown(
      page.getByRole("img", { name: /with a heat map of what speaks for/ }),
    );
    await expectAccessible();
  });

  it("answers about a picture that is handed to it", async () => {
    await goTo("Try");
    await page
      .locator("input[type=file]")
      .first()
      .setInputFiles(join(home, "shapes", "red disc", "0.jpg"));
    await expectShown(page.getByText("red disc").first());
    await expectAccessible();
  });

  it("exports files that give the same answers", async () => {
    await goTo("Export");
    await page.getByRole("button", { name: "Export both" }).click();
    await expectShown(
      page.getByText("Does it give the same answers?").first(),
      { timeout: 180_000 },
    );
    await expectShown(page.getByText("Passed").first());
    expect(await page.getByText("Not passed").count()).toBe(0);
    await expectAccessible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download zip" }).first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.zip$/);
  });

  it("has settings", async () => {
    await goTo("Settings");
    await expectShown(
      page.getByRole("heading", { name: "Settings", exact: true }),
    );
    await expectAccessible();
  });

  it("opens any screen from its address", async () => {
    await page.goto(new URL("/evaluate", page.url()).href);
    await expectShown(page.getByText(/% right/).first());
  });

  it("ran without an error of its own scripts or a breach of its policy", () => {
    expect(errors).toEqual([]);
  });
});
