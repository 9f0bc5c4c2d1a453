import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  expectShown,
  importShapes,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { pictureOf } from "#test/helpers/picture-folder.ts";
import { expectAccessible } from "#test/helpers/studio-page.ts";

describe("single pictures", () => {
  const newcomer = useNewcomer(6);

  it("come from the camera while the button is held, and the last one can go again", async () => {
    const { page } = newcomer;
    await page.context().grantPermissions(["camera"]);
    await importShapes(newcomer, "18 pictures in 3 classes");
    await page.getByRole("button", { name: "Add pictures" }).click();
    const dialog = page.getByRole("dialog", { name: "Add pictures" });
    await dialog.getByLabel("Into the class").selectOption("A new class …");
    const hold = dialog.getByRole("button", { name: "Hold to record" });
    await expect.poll(() => hold.isEnabled(), { timeout: 20_000 }).toBe(true);
    await hold.focus();
    await page.keyboard.press("Space");
    await expectShown(dialog.getByText("Name the new class first."));
    await dialog.getByLabel("Name of the new class").fill("Green screen");
    await hold.hover();
    await page.mouse.down();
    await expectShown(dialog.getByRole("button", { name: "Recording …" }));
    await expectShown(dialog.getByText(/^([3-9]|\d\d+)\spictures added/));
    await page.mouse.up();
    // The last frame may still be on its way when the button is let go.
    await expectShown(hold);
    await expectShown(dialog.getByText(/^\d+\spictures added$/));
    expect(await dialog.getByLabel("Into the class").inputValue()).toMatch(
      /^\d+$/,
    );
    const count = async () =>
      Number.parseInt(await dialog.getByRole("status").first().innerText());
    await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(2);
    const before = await count();
    await dialog.getByRole("button", { name: "Delete the last one" }).click();
    await expect.poll(count, { timeout: 10_000 }).toBe(before - 1);
    await expectAccessible(page, "capture-camera");
    await dialog.getByRole("button", { name: "Done" }).click();
    await expectShown(page.getByText("Green screen"));
    await expectShown(page.getByText(`${17 + before} pictures in 4 classes`));

    // What the camera took while it was held is one step of undo.
    await page.keyboard.press("Control+z");
    await expectShown(page.getByText(`${18 + before} pictures in 4 classes`));
    await page.keyboard.press("Control+z");
    await expectShown(page.getByText("18 pictures in 4 classes"));
    await page.keyboard.press("Control+Shift+z");
    await expectShown(page.getByText(`${18 + before} pictures in 4 classes`));
  });

  it("are pasted into a class, or left to be labelled", async () => {
    const { page } = newcomer;
    const bytes = [...pictureOf(7)];
    await page.evaluate((content) => {
      const file = new File([Uint8Array.from(content)], "image.png", {
        type: "image/png",
      });
      const data = new DataTransfer();
      data.items.add(file);
      window.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
      );
    }, bytes);
    const dialog = page.getByRole("dialog", { name: "Add pictures" });
    await expectShown(dialog.getByRole("img", { name: "image.png" }));
    await expectAccessible(page, "capture-paste");
    await dialog.getByLabel("Into the class").selectOption({ index: 1 });
    await dialog.getByRole("button", { name: "Add 1 picture" }).click();
    await expectShown(dialog.getByText("1 picture added"));
    await dialog.getByRole("button", { name: "Done" }).click();
    await dialog.waitFor({ state: "hidden" });
  });

  it("are dropped as files; what is in the data set already is not taken twice", async () => {
    const { page, home } = newcomer;
    const file = join(home, "dropped.png");
    writeFileSync(file, pictureOf(8));
    const known = join(home, "known.png");
    writeFileSync(known, pictureOf(7));
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [file, known], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await session.send("Input.dispatchDragEvent", {
        type,
        x: 600,
        y: 400,
        data,
      });
    }
    await session.detach();
    const dialog = page.getByRole("dialog", { name: "Add pictures" });
    await dialog
      .getByLabel("Into the class")
      .selectOption("No class yet: to label later");
    await dialog.getByRole("button", { name: "Add 2 pictures" }).click();
    await expectShown(dialog.getByText("1 picture added"));
    await expectShown(dialog.getByText(/One picture was not taken/));
  });

  it("come by themselves from a folder that is watched", async () => {
    const { page, home } = newcomer;
    const dialog = page.getByRole("dialog", { name: "Add pictures" });
    await dialog.getByRole("tab", { name: "Watched folders" }).click();
    await expectShown(dialog.getByText(/No folder can be watched/));
    // What was dropped was copied. The same folder by its path stays where it is.
    const answer = await page.evaluate(
      (folder) =>
        fetch("/rpc/datasets/import", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ json: { folder } }),
        }).then(({ ok }) => ok),
      join(home, "shapes"),
    );
    expect(answer).toBe(true);
    await dialog.getByRole("switch", { name: /^Watch .*shapes/ }).click();
    await expectShown(dialog.getByText("Watching", { exact: true }));
    await expectAccessible(page, "capture-watch");
    await dialog.getByRole("button", { name: "Done" }).click();
    const summary = page.getByText(/\d+\spictures in 4\sclasses/).first();
    const before = Number.parseInt(await summary.innerText());
    writeFileSync(join(home, "shapes", "red disc", "new.png"), pictureOf(9));
    await expectShown(page.getByText(`${before + 1} pictures in 4 classes`));
    expect(newcomer.errors).toEqual([]);
  });
});
