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

const MOST_TABS = 150;

/** The same way as story.test.ts without ever touching a mouse. */
describe("the studio by keyboard only", () => {
  let home: string;
  let studio: RunningStudio;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "convolve-keyboard-"));
    await generateDataset(join(home, "shapes"), {
      classes: THREE_SHAPES,
      imagesPerClass: 12,
    });
    studio = await startStudio(home);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    await page.goto(studio.url);
  });
  afterAll(async () => {
    await browser.close();
    await studio.stop();
    rmSync(home, { recursive: true, force: true });
  });

  let broken = false;
  beforeEach(({ skip, onTestFailed }) => {
    if (broken) skip("an earlier step failed");
    onTestFailed(() => {
      broken = true;
    });
  });

  /** Presses Tab until it has the focus, and checks that a person can see where that is. */
  async function tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    let presses = 0;
    while (!(await hasFocus(target)) && presses < MOST_TABS) {
      await page.keyboard.press("Tab");
      presses += 1;
    }
    expect(await hasFocus(target), `reached in ${presses} tabs`).toBe(true);
    expect(await isFocusVisible(target), "its focus can be seen").toBe(true);
  }

  function hasFocus(target: Locator): Promise<boolean> {
    return target.evaluate((element) => element === document.activeElement);
  }

  function isFocusVisible(target: Locator): Promise<boolean> {
    return target.evaluate((element) => {
      // A list keeps the focus itself; the item that it points at shows it, on a pseudo-element.
      const active = element.getAttribute("aria-activedescendant") ?? "";
      const item = document.getElementById(active);
      const shown = [element, ...(item?.querySelectorAll("*") ?? [])];
      return shown.some((part) =>
        [null, "::after"].some((pseudo) => {
          const { outlineStyle, borderStyle, boxShadow, content } =
            getComputedStyle(part, pseudo);
          return pseudo === null
            ? outlineStyle !== "none" || boxShadow !== "none"
            : content !== "none" && borderStyle !== "none";
        }),
      );
    });
  }

  async function press(name: string | RegExp): Promise<void> {
    await tabTo(page.getByRole("button", { name, exact: true }).first());
    await page.keyboard.press("Enter");
  }

  async function expectShown(
    locator: Locator,
    timeout = 20_000,
  ): Promise<void> {
    await locator.first().waitFor({ state: "visible", timeout });
  }

  it("imports a folder by typing its path", async () => {
    await press("Choose a folder …");
    const path = page.getByRole("textbox", { name: "Path" });
    await tabTo(path);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(join(home, "shapes"));
    await page.keyboard.press("Enter");
    await press("Import this folder");
    await expectShown(page.getByText("36 pictures in 3 classes"));
  });

  it("walks the pictures with the arrows, excludes one and takes that back", async () => {
    await expectShown(page.locator("img[src*='/thumbnail']"));
    await tabTo(page.getByRole("listbox", { name: "Pictures" }));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Delete");
    await expectShown(page.getByText("35 pictures in 3 classes"));
    await page.keyboard.press("ControlOrMeta+z");
    await expectShown(page.getByText("36 pictures in 3 classes"));
  });

  it("opens the command palette and any step by its keys", async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await expectShown(page.getByRole("dialog"));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+3");
    await expectShown(
      page.getByRole("heading", { name: "Train", exact: true }),
    );
  });

  it("trains and evaluates", async () => {
    await press("Train");
    await expectShown(
      page.getByRole("heading", { name: "What came out" }),
      60_000,
    );
    await page.keyboard.press("Alt+4");
    await press("Evaluate on the test pictures");
    await expectShown(page.getByText(/% right/), 60_000);
  });

  it("reads the confusion matrix cell by cell", async () => {
    const cell = page
      .getByRole("button", { name: /: \d+ of \d+ right/ })
      .first();
    await tabTo(cell);
    const before = await page.evaluate(() =>
      document.activeElement?.getAttribute("aria-label"),
    );
    await page.keyboard.press("ArrowRight");
    const after = await page.evaluate(() =>
      document.activeElement?.getAttribute("aria-label"),
    );
    expect(after).toMatch(/taken for/);
    expect(after).not.toBe(before);
  });

  it("explains a picture", async () => {
    await page.keyboard.press("Alt+5");
    const thumbnail = page
      .getByRole("region", { name: "Pictures" })
      .getByRole("button")
      .filter({ has: page.locator("img") })
      .first();
    await tabTo(thumbnail);
    await page.keyboard.press("Enter");
    await expectShown(
      page.getByRole("img", { name: /with a heat map of what speaks for/ }),
    );
  });

  it("exports", async () => {
    await page.keyboard.press("Alt+7");
    await press("Export as ONNX");
    await expectShown(page.getByText("Does it give the same answers?"), 60_000);
  });
});
