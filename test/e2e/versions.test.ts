import { describe, expect, it } from "vitest";

import {
  expectShown,
  importShapes,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { expectAccessible } from "#test/helpers/studio-page.ts";

/** A person saves the data, splits it anew, looks at the difference and goes back; in a real Chromium on the real server. */
describe("splits and versions", { timeout: 240_000 }, () => {
  const newcomer = useNewcomer(20);

  const tab = async (name: string) =>
    newcomer.page
      .getByRole("navigation", { name: "Rooms of the data" })
      .getByRole("link", { name, exact: true })
      .click();

  it("has no versions at first, and says what they are for", async () => {
    const { page } = newcomer;
    await importShapes(newcomer, "60 pictures in 3 classes");
    await tab("Versions");
    await expectShown(page.getByRole("heading", { name: "No versions yet" }));
    await expectAccessible(page, "versions-empty");
  });

  it("saves a snapshot under a name", async () => {
    const { page } = newcomer;
    await page.getByRole("button", { name: "Save a snapshot" }).click();
    const dialog = page.getByRole("dialog", { name: "Save a snapshot" });
    await dialog.getByLabel("Name").fill("Before the clean-up");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await expectShown(
      page.getByRole("button", { name: /^Before the clean-up/ }),
    );
    await expectShown(page.getByText("The two are equal."));
  });

  it("says what a split would move before it does", async () => {
    const { page } = newcomer;
    await tab("Pictures");
    await page.getByRole("button", { name: "Split settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Split the data" });
    await expectShown(dialog.getByText("No picture changes side."));
    await dialog.getByRole("radio", { name: "In groups" }).click();
    await dialog.getByLabel("Seed").fill("7");
    await page.keyboard.press("Enter");
    await expectShown(dialog.getByText(/\d+\spictures of 60 change side/));
    await expectAccessible(page, "split");
    await page.setViewportSize({ width: 960, height: 640 });
    await dialog.getByRole("radio", { name: "In folds" }).click();
    await expectShown(dialog.getByText(/Folds of 1\d, 1\d, 1\d, 1\d, 1\d/));
    await page.setViewportSize({ width: 1280, height: 800 });
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.waitFor({ state: "hidden" });
    await expectShown(page.getByText("in folds", { exact: true }));
  });

  it("shows the pictures of the difference", async () => {
    const { page } = newcomer;
    await tab("Versions");
    await expectShown(page.getByRole("tab", { name: /^Moved side\s\d+/ }));
    await expectShown(page.locator(".thumbnail").getByText(/training →/));
    await page.setViewportSize({ width: 960, height: 640 });
    await expectAccessible(page, "versions-960");
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("goes back, having said what that changes, and undo takes it back", async () => {
    const { page } = newcomer;
    await page.getByRole("button", { name: "Go back to this" }).click();
    const dialog = page.getByRole("dialog", {
      name: "Go back to “Before the clean-up”?",
    });
    await expectShown(dialog.getByText(/\d+\spictures change side/));
    await expectAccessible(page, "restore");
    await dialog.getByRole("button", { name: "Go back", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await expectShown(page.getByText("The two are equal."));
    await page.keyboard.press("Control+z");
    await expectShown(page.getByRole("tab", { name: /^Moved side\s\d+/ }));
  });

  it("renames and deletes a snapshot; the deletion can be undone", async () => {
    const { page } = newcomer;
    const more = (name: string) =>
      page.getByRole("button", { name: `More for ${name}` }).click();
    await more("Before the clean-up");
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Start");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await more("Start");
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expectShown(page.getByRole("heading", { name: "No versions yet" }));
    await page
      .getByRole("button", { name: "Undo", exact: true })
      .last()
      .click();
    await expectShown(page.getByRole("button", { name: /^Start/ }));
    expect(newcomer.errors).toEqual([]);
  });
});
