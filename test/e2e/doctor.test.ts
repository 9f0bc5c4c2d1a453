import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { drawAilingSet } from "#test/helpers/ailing-pictures.ts";
import {
  confirmImport,
  expectShown,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { dropFolder, expectAccessible } from "#test/helpers/studio-page.ts";

/** The list is read anew after each act. */
const CALMLY = { timeout: 20_000 };

/** What is wrong with a folder of pictures is found, repaired and taken back, in a real Chromium on the real server. */
describe("the check-up", () => {
  const newcomer = useNewcomer(6);
  const checkButton = (name: RegExp) =>
    newcomer.page
      .getByRole("navigation", { name: "Checks" })
      .getByRole("button", { name });
  const cards = () => newcomer.page.locator(".doctor__finding");

  it("looks at the files by itself after an import", async () => {
    const { page, home } = newcomer;
    const folder = join(home, "ailing");
    await drawAilingSet(folder, 6);
    await dropFolder(page, folder);
    await confirmImport(page);
    await page.getByRole("link", { name: /^Check-up/ }).click();
    await expectShown(checkButton(/^Copies of the same picture ?[1-9]/), {
      timeout: 60_000,
    });
    await expectAccessible(page, "doctor-first");
  });

  it("looks at everything when asked", async () => {
    const { page } = newcomer;
    await page.getByRole("button", { name: "Check again" }).click();
    await page
      .getByRole("button", { name: "Check again" })
      .waitFor({ state: "hidden" });
    await expectShown(page.getByRole("button", { name: "Check again" }), {
      timeout: 90_000,
    });
    await checkButton(/^Copies of the same picture/).click();
    await expectShown(cards());
    await expectAccessible(page, "doctor-copies");
  });

  it("repairs by key and takes it back", async () => {
    const { page } = newcomer;
    const before = await cards().count();
    await cards().first().getByRole("checkbox").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await expectShown(page.getByText(/pictures? changed/));
    await expect.poll(() => cards().count(), CALMLY).toBe(before - 1);
    await page.getByRole("button", { name: "Undo" }).first().click();
    await expect.poll(() => cards().count(), CALMLY).toBe(before);
  });

  it("dismisses, shows what was dismissed, and takes that back", async () => {
    const { page } = newcomer;
    const before = await cards().count();
    await cards().first().getByRole("checkbox").focus();
    await page.keyboard.press("Backspace");
    await expect.poll(() => cards().count(), CALMLY).toBe(before - 1);
    await page.getByRole("button", { name: /^Show \d+ dismissed/ }).click();
    await page.getByRole("button", { name: "Take back" }).first().click();
    await expect.poll(() => cards().count(), CALMLY).toBe(before);
  });

  it("opens a finding's pictures in the grid, at 960 pixels too", async () => {
    const { page } = newcomer;
    await page.setViewportSize({ width: 960, height: 700 });
    await checkButton(/^The same picture under two labels/).click();
    await expectAccessible(page, "doctor-conflicts-narrow");
    await page.setViewportSize({ width: 1440, height: 900 });
    await checkButton(/^Broken files/).click();
    await expectShown(page.getByText("ash/cut.jpg"));
    await expectAccessible(page, "doctor-broken-wide");
    await checkButton(/^Copies of the same picture/).click();
    await page.getByRole("link", { name: "Show all as pictures" }).click();
    await expect
      .poll(() => new URL(page.url()).search, CALMLY)
      .toContain("finding=near-duplicates");
    expect(newcomer.errors).toEqual([]);
  });
});
