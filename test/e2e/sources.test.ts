import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  confirmImport,
  expectShown,
  importDropped,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { dropFolder, expectAccessible } from "#test/helpers/studio-page.ts";

/** What a folder would be imported as is seen, changed and then done, in a real Chromium on the real server. */
describe("a dry run before the import", () => {
  const newcomer = useNewcomer(6);

  it("says what was recognised, what is left out, and lets the classes come from elsewhere", async () => {
    const { page, home } = newcomer;
    const folder = join(home, "collected");
    await mkdir(join(folder, "round"), { recursive: true });
    await mkdir(join(folder, "edged"));
    await rename(
      join(home, "shapes", "red disc"),
      join(folder, "round/red disc"),
    );
    await rename(
      join(home, "shapes", "blue square"),
      join(folder, "edged/blue square"),
    );
    await rename(
      join(home, "shapes", "green triangle"),
      join(folder, "edged/green triangle"),
    );
    await mkdir(join(folder, "annotations"));
    await writeFile(join(folder, "annotations/boxes.xml"), "<boxes/>");
    await writeFile(join(folder, "annotations/more.xml"), "<boxes/>");
    await dropFolder(page, folder);
    const dialog = page.getByRole("dialog");
    await expectShown(dialog.getByText("18 pictures in 3 classes"));
    await expectShown(
      dialog.getByText(/^The innermost folders are the classes;/),
    );
    await expectShown(dialog.getByText("2 left out"));
    expect(await page.getByText(/^Reading the folder/).count()).toBe(0);
    await expectAccessible(page, "plan-nested");
    for (const width of [960, 1440]) {
      await page.setViewportSize({ width, height: 640 });
      await expectAccessible(page, `plan-nested-${width}`);
      expect(
        await dialog.evaluate((box) => box.scrollWidth - box.clientWidth),
      ).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });

    await dialog
      .getByRole("combobox", { name: "Where the classes come from" })
      .selectOption("The outer folders are the classes");
    await expectShown(dialog.getByText("18 pictures in 2 classes"));
    await dialog.getByText("What is left out").click();
    await expectShown(
      dialog.getByText("annotations/boxes.xml, annotations/more.xml"),
    );
    await expectAccessible(page, "plan-outer");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  it("imports what the plan showed", async () => {
    const { page, home } = newcomer;
    await dropFolder(page, join(home, "collected"));
    await confirmImport(page);
    await expectShown(page.getByText("18 pictures in 3 classes"), {
      timeout: 60_000,
    });
    await expectShown(page.getByText("green triangle").first());
    expect(newcomer.errors).toEqual([]);
  });

  it("shows 200 classes of a list, and what goes with its pictures", async () => {
    const { page, home } = newcomer;
    const folder = join(home, "listed");
    await mkdir(folder);
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${i}.jpg,kind ${i % 200},${i < 300 ? "train" : "test"},Nikon`,
    );
    await writeFile(
      join(folder, "list.csv"),
      ["file,label,split,camera", ...rows, "900.jpg,kind 1,train,"].join("\n"),
    );
    await Promise.all(
      rows.map((_, i) => writeFile(join(folder, `${i}.jpg`), "")),
    );
    await page.goto(new URL("/?dialog=import", page.url()).href);
    await expectShown(page.getByText(/^In here:/));
    const path = page.getByRole("textbox", { name: "Path" });
    await path.fill(folder);
    await path.press("Enter");
    await page.getByRole("button", { name: "Look into it" }).click();
    const dialog = page.getByRole("dialog");
    await expectShown(dialog.getByText("400 pictures in 200 classes"));
    await expectShown(dialog.getByText("Splits given: training, test"));
    await expectShown(dialog.getByText("camera (Nikon)"));
    expect(await dialog.getByText(/^kind /).count()).toBe(30);
    await expectAccessible(page, "plan-listed");
    await dialog.getByRole("button", { name: "Show all 200 classes" }).click();
    expect(await dialog.getByText(/^kind /).count()).toBe(200);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  it("says why nothing of a folder can be imported", async () => {
    const { page, home } = newcomer;
    await mkdir(join(home, "nothing"));
    await writeFile(join(home, "nothing", "readme.pdf"), "no picture");
    await dropFolder(page, join(home, "nothing"));
    const dialog = page.getByRole("dialog");
    await expectShown(dialog.getByRole("alert"));
    await expectAccessible(page, "plan-nothing");
    expect(
      await dialog
        .getByRole("button", { name: "Import", exact: true })
        .isDisabled(),
    ).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });
});

/** Nothing has a class: the light table is empty, and yet there is something to do. */
describe("a folder of pictures without labels", () => {
  const newcomer = useNewcomer(3);

  it("goes to the tray, where the empty light table leads too", async () => {
    const { page, home } = newcomer;
    const folder = join(home, "loose");
    await rename(join(home, "shapes", "red disc"), folder);
    await importDropped(page, folder);
    await page.waitForURL("**/data/tray");
    await expectShown(page.getByText("3 pictures without a label"), {
      timeout: 60_000,
    });
    await page.getByRole("link", { name: "Pictures", exact: true }).click();
    await expectShown(
      page.getByRole("heading", { name: "The 3 pictures have no label yet" }),
    );
    await expectAccessible(page, "only-unlabelled");
    await page.getByRole("link", { name: "Label them" }).click();
    await page.waitForURL("**/data/tray");
    expect(newcomer.errors).toEqual([]);
  });
});
