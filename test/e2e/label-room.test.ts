import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { launchBrowser } from "#test/helpers/browser.ts";
import { requireSuccess, runCommand } from "#test/helpers/command-line.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import { expectShown } from "#test/helpers/newcomer.ts";
import {
  collectPageErrors,
  expectAccessible,
} from "#test/helpers/studio-page.ts";
import { type RunningStudio, startStudio } from "#test/helpers/studio.ts";

const PATIENCE = Number(process.env["CONVOLVE_TEST_PATIENCE"] ?? 1);

/** Eight labelled pictures of each of three shapes, and as many again without a label. */
describe("labelling by keys", () => {
  let home = "";
  let studio: RunningStudio;
  let browser: Browser;
  let page: Page;
  let errors: readonly string[] = [];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "convolve-labels-"));
    const project = join(home, "shapes.convolve");
    for (const [folder, from] of [
      ["labelled", "top"],
      ["loose", "none"],
    ] as const) {
      const source = join(home, folder);
      await generateDataset(source, {
        classes: THREE_SHAPES,
        imagesPerClass: 8,
        seed: folder.length,
      });
      requireSuccess(
        await runCommand(
          home,
          "import",
          "--project",
          project,
          "--classes-from",
          from,
          source,
        ),
      );
    }
    studio = await startStudio(home, ["--project", project]);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000 * PATIENCE);
    errors = collectPageErrors(page);
    await page.goto(studio.url);
    await page.goto(new URL("/data", page.url()).href);
  }, 120_000 * PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await studio?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const expectSubtitle = (text: string) =>
    expectShown(page.locator(".page__title").getByText(text));
  const expectToast = (text: string | RegExp) =>
    expectShown(page.getByText(text));

  it("shows the labelled pictures, and on demand the others", async () => {
    await expectSubtitle("24 pictures in 3 classes");
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByLabel("Label", { exact: true }).selectOption("no");
    await page.keyboard.press("Escape");
    await expectShown(page.getByText("Only without a label"));
    await expectShown(
      page.locator(".filter-bar__chips").getByText("24 pictures"),
    );
    await page
      .getByRole("button", { name: "Remove Only without a label" })
      .click();
  });

  it("makes a class by typing its name, and takes it back", async () => {
    await page.locator("[data-index='0']").click();
    await page.keyboard.press("/");
    await page.keyboard.type("hexagon");
    await page.keyboard.press("Enter");
    await expectToast("1 picture moved to the new class hexagon");
    await expectSubtitle("24 pictures in 4 classes");
    await page.keyboard.press("ControlOrMeta+z");
    await expectSubtitle("24 pictures in 3 classes");
  });

  it("selects all under a filter and relabels them by one key", async () => {
    await page.locator(".class-row__main").first().click();
    await expectShown(
      page.locator(".filter-bar__chips").getByText("8 pictures"),
    );
    await page.getByRole("listbox", { name: "Pictures" }).focus();
    await page.keyboard.press("ControlOrMeta+a");
    await expectShown(page.getByText("8 selected").first());
    await page.keyboard.press("3");
    await expectToast(/^8 pictures are now /);
    await page.keyboard.press("ControlOrMeta+z");
    await page.keyboard.press("ControlOrMeta+Shift+z");
    await page.keyboard.press("ControlOrMeta+z");
    await expectShown(
      page.locator(".filter-bar__chips").getByText("8 pictures"),
    );
    await page.getByRole("button", { name: /^Remove Class: / }).click();
  });

  it("merges a class into another one by its menu, and takes that back", async () => {
    await page.locator(".class-row").first().click({ button: "right" });
    await page.getByRole("menuitem", { name: /^Merge / }).click();
    await expectShown(page.getByRole("dialog", { name: /^Merge / }));
    await expectShown(page.locator("dialog input:focus"));
    await page.keyboard.press("Enter");
    await expectToast(/^8\spictures of .* are now /);
    await expectSubtitle("24 pictures in 2 classes");
    await page.keyboard.press("ControlOrMeta+z");
    await expectSubtitle("24 pictures in 3 classes");
  });

  it("draws the map and selects on it by a box of the keys", async () => {
    await page.getByRole("link", { name: "Map" }).click();
    await page.getByRole("button", { name: "Draw the map" }).click();
    const map = page.getByRole("application", { name: /^Map of 48\spictures/ });
    await expectShown(map, { timeout: 60_000 });
    await map.focus();
    await page.keyboard.press("ArrowRight");
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press("Shift+ArrowRight");
      await page.keyboard.press("Shift+ArrowDown");
    }
    await expectShown(page.getByText("48 pictures in the box"));
    await page.keyboard.press("Enter");
    await expectShown(page.getByText("48 selected"));
    await expectAccessible(page, "map");
    await page.getByRole("button", { name: "Show in the grid" }).click();
    await expectShown(page.getByText("48 pictures from the map").first());
  });

  it("finds what looks alike", async () => {
    await page.locator("[data-index='0']").click();
    await page.getByRole("button", { name: "Show them in the grid" }).click();
    await expectShown(page.getByRole("button", { name: /^Remove Like / }));
    await expectAccessible(page, "similar");
  });

  it("orders the tray, accepts, labels, skips and undoes by one key each", async () => {
    await page.getByRole("link", { name: /^To label/ }).click();
    await expectSubtitle("24 pictures without a label");
    await page.getByRole("button", { name: "Order them" }).click();
    await expectShown(page.getByRole("button", { name: "Order anew" }), {
      timeout: 60_000,
    });
    await expectShown(page.getByText(/%\s?sure/));
    await expectAccessible(page, "tray");
    await page.getByRole("group", { name: /, 1 of 24$/ }).focus();
    await page.keyboard.press("Enter");
    await expectSubtitle("23 pictures without a label");
    await page.keyboard.press("2");
    await expectSubtitle("22 pictures without a label");
    await page.keyboard.press("s");
    await expectShown(page.getByRole("group", { name: /, 2 of 22$/ }));
    await page.keyboard.press("ControlOrMeta+z");
    await expectSubtitle("23 pictures without a label");
  });

  it("accepts every sure suggestion in one step, and takes them back in one", async () => {
    const slider = page.getByRole("slider");
    await slider.focus();
    await page.keyboard.press("Home");
    const accept = page.getByRole("button", {
      name: /^Label \d+\spictures? so$/,
    });
    await accept.click();
    await expectToast(/^\d+\ssuggestions? accepted$/);
    await page.keyboard.press("ControlOrMeta+z");
    await expectSubtitle("23 pictures without a label");
  });

  it("was never complained of by the page", () => {
    expect(errors).toEqual([]);
  });
});
