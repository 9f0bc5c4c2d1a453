import { join } from "node:path";

import axe from "axe-core";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

import { RUNS_EVERY_CASE } from "./more-of-the-same.ts";

/** What a person does in the studio and what tests ask of a page, in words. */

/** Drops a real folder onto the middle of the window, as the system's file manager does. */
export async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  const at = { x: width / 2, y: height / 2 };
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  }
  await session.detach();
}

/** Sets the theme as the studio's own switch does, then waits for the page to be calm. */
export async function useTheme(
  page: Page,
  theme: "light" | "dark",
): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
}

/** What axe asks of colours; everything else is the same in both themes. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/**
 * Everything that axe finds on the page, a line each; an empty list is what we want.
 * @param asks "colours": a third of the time, for a page of which the rest has been looked at
 */
export async function accessibilityFindings(
  page: Page,
  asks: "everything" | "colours" = "everything",
): Promise<string[]> {
  // Through the debugger, because the studio's own policy rightly refuses foreign scripts.
  if (!(await page.evaluate(() => "axe" in globalThis)))
    await page.evaluate(axe.source);
  const results = await page.evaluate(
    (options) =>
      (
        globalThis as unknown as {
          axe: { run(options: RunOptions): Promise<AxeResults> };
        }
      ).axe.run(options),
    {
      resultTypes: ["violations"],
      ...(asks === "colours" &&
        !RUNS_EVERY_CASE && {
          runOnly: { type: "rule", values: COLOUR_RULES },
        }),
    } satisfies RunOptions,
  );
  return results.violations.flatMap((violation) =>
    violation.nodes.map(
      (node) =>
        `${violation.id}: ${violation.help} at ${node.target.join(" ")}`,
    ),
  );
}

let picturesKept = 0;

/**
 * Fails where axe finds something in the light or the dark theme, and leaves the light one.
 * @param name of the pictures that are kept to be looked at, where CONVOLVE_SCREENSHOTS names a folder
 */
export async function expectAccessible(
  page: Page,
  name: string,
): Promise<void> {
  const folder = process.env["CONVOLVE_SCREENSHOTS"];
  picturesKept++;
  for (const theme of ["light", "dark"] as const) {
    await useTheme(page, theme);
    const asks = theme === "light" ? "everything" : "colours";
    const findings = await accessibilityFindings(page, asks);
    expect(findings, `${theme} theme`).toEqual([]);
    if (folder === undefined) continue;
    const path = join(folder, `${name}-${picturesKept}-${theme}.png`);
    await page.screenshot({ path });
  }
  await useTheme(page, "light");
}

/** Opens a screen by the rail. @param step the first word of its name */
export async function goTo(page: Page, step: string): Promise<void> {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: new RegExp(`^${step}`) })
    .first()
    .click();
}

/** Errors of the page's own scripts and failed policy checks from now on. */
export function collectPageErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Permissions-Policy/.test(message.text())) {
      errors.push(message.text());
    }
  });
  return errors;
}

/** Answers the question whether the sealed test set is to be opened. */
export async function openTestSet(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: "Open the test set and evaluate" })
    .click();
}
