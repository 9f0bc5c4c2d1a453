import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";

import { launchBrowser } from "#test/helpers/browser.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";
import { collectPageErrors, dropFolder } from "#test/helpers/studio-page.ts";
import { type RunningStudio, startStudio } from "#test/helpers/studio.ts";

/** On a machine that is busy with other work: how many times longer than usual a step may take. */
const PATIENCE = Number(process.env["CONVOLVE_TEST_PATIENCE"] ?? 1);

/** What the steps of a story in the studio share. */
export interface Newcomer {
  /** Holds `shapes`, a folder of three class folders. */
  readonly home: string;
  readonly page: Page;
  /** What the page's own scripts and policies complained of since the start. */
  readonly errors: readonly string[];
}

/**
 * Call inside a describe: starts the real server and a real Chromium on its start screen, and ends both. One story in several
 * tests: when one fails, those after it are skipped, since they would only wait for what never comes.
 */
export function useNewcomer(imagesPerClass: number): Newcomer {
  let home = "";
  let studio: RunningStudio | undefined;
  let browser: Browser | undefined;
  let page: Page | undefined;
  let errors: readonly string[] = [];
  let broken = false;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "convolve-newcomer-"));
    await generateDataset(join(home, "shapes"), {
      classes: THREE_SHAPES,
      imagesPerClass,
    });
    studio = await startStudio(home);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000 * PATIENCE);
    errors = collectPageErrors(page);
    await page.goto(studio.url);
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.stop();
    if (home) rmSync(home, { recursive: true, force: true });
  });
  beforeEach(({ skip, onTestFailed }) => {
    if (broken) skip("an earlier step failed");
    onTestFailed(async () => {
      broken = true;
      const folder = process.env["CONVOLVE_SCREENSHOTS"];
      if (folder !== undefined) {
        await page?.screenshot({ path: join(folder, "failed.png") });
      }
    });
  });
  return {
    get home() {
      return home;
    },
    get page() {
      if (!page) throw new Error("The page is there once the tests run.");
      return page;
    },
    get errors() {
      return errors;
    },
  };
}

/**
 * Waits until the first of them can be seen; fails when it does not come.
 * @param options.timeout milliseconds, on a machine that is not busy
 */
export async function expectShown(
  locator: Locator,
  { timeout = 20_000 }: { timeout?: number } = {},
): Promise<void> {
  await locator
    .first()
    .waitFor({ state: "visible", timeout: timeout * PATIENCE });
}

/** Drops the drawn shapes on the start screen and waits until they are imported. @param summary such as `18 pictures in 3 classes` */
export async function importShapes(
  { page, home }: Pick<Newcomer, "page" | "home">,
  summary: string,
): Promise<void> {
  await expectShown(
    page.getByRole("heading", { name: "Teach the computer your pictures" }),
  );
  await importDropped(page, join(home, "shapes"));
  await expectShown(page.getByText(summary), { timeout: 60_000 });
}

/** Drops a folder or file and imports it as the dry run reads it, by Enter. */
export async function importDropped(page: Page, path: string): Promise<void> {
  await dropFolder(page, path);
  await confirmImport(page);
}

/** Waits for the dry run and presses Enter on its Import button, which has the focus. */
export async function confirmImport(page: Page): Promise<void> {
  const button = page
    .getByRole("dialog")
    .getByRole("button", { name: "Import", exact: true });
  await expectShown(page.locator(".dialog__actions .button--primary:focus"));
  await button.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}
