import { join } from "node:path";

import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";

import {
  confirmImport,
  expectShown,
  useNewcomer,
} from "#test/helpers/newcomer.ts";

const MOST_TABS = 150;

/** The same way as story.test.ts without ever touching a mouse. */
describe("the studio by keyboard only", () => {
  const newcomer = useNewcomer(12);

  /** Presses Tab until it has the focus, and checks that a person can see where that is. */
  async function tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    let presses = 0;
    while (!(await hasFocus(target)) && presses < MOST_TABS) {
      await newcomer.page.keyboard.press("Tab");
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
    await tabTo(
      newcomer.page.getByRole("button", { name, exact: true }).first(),
    );
    await newcomer.page.keyboard.press("Enter");
  }

  it("imports a folder by typing its path", async () => {
    await press("Choose a folder …");
    const path = newcomer.page.getByRole("textbox", { name: "Path" });
    await tabTo(path);
    await newcomer.page.keyboard.press("ControlOrMeta+a");
    await newcomer.page.keyboard.type(join(newcomer.home, "shapes"));
    await newcomer.page.keyboard.press("Enter");
    await press("Look into it");
    await confirmImport(newcomer.page);
    await expectShown(newcomer.page.getByText("36 pictures in 3 classes"));
  });

  it("walks the pictures with the arrows, excludes one and takes that back", async () => {
    await expectShown(newcomer.page.locator("img[src*='/thumbnail']"));
    await tabTo(newcomer.page.getByRole("listbox", { name: "Pictures" }));
    await newcomer.page.keyboard.press("ArrowRight");
    await newcomer.page.keyboard.press("Delete");
    await expectShown(newcomer.page.getByText("35 pictures in 3 classes"));
    await newcomer.page.keyboard.press("ControlOrMeta+z");
    await expectShown(newcomer.page.getByText("36 pictures in 3 classes"));
  });

  it("opens the command palette and any step by its keys", async () => {
    await newcomer.page.keyboard.press("ControlOrMeta+k");
    await expectShown(newcomer.page.getByRole("dialog"));
    await newcomer.page.keyboard.press("Escape");
    await newcomer.page.keyboard.press("Alt+3");
    await expectShown(
      newcomer.page.getByRole("heading", { name: "Train", exact: true }),
    );
  });

  it("trains and evaluates", async () => {
    await press("Train");
    await expectShown(
      newcomer.page.getByRole("heading", { name: "What came out" }),
      { timeout: 60_000 },
    );
    await newcomer.page.keyboard.press("Alt+4");
    await press("Evaluate on the test set");
    await press("Open the test set and evaluate");
    await expectShown(newcomer.page.getByText(/% right/), { timeout: 60_000 });
  });

  it("reads the confusion matrix cell by cell", async () => {
    const cell = newcomer.page
      .getByRole("button", { name: /: \d+ of \d+ right/ })
      .first();
    await tabTo(cell);
    const before = await newcomer.page.evaluate(() =>
      document.activeElement?.getAttribute("aria-label"),
    );
    await newcomer.page.keyboard.press("ArrowRight");
    const after = await newcomer.page.evaluate(() =>
      document.activeElement?.getAttribute("aria-label"),
    );
    expect(after).toMatch(/taken for/);
    expect(after).not.toBe(before);
  });

  it("explains a picture", async () => {
    await newcomer.page.keyboard.press("Alt+5");
    const thumbnail = newcomer.page
      .getByRole("region", { name: "Pictures" })
      .getByRole("button")
      .filter({ has: newcomer.page.locator("img") })
      .first();
    await tabTo(thumbnail);
    await newcomer.page.keyboard.press("Enter");
    await expectShown(
      newcomer.page.getByRole("img", {
        name: /with a heat map of what speaks for/,
      }),
    );
  });

  it("exports", async () => {
    await newcomer.page.keyboard.press("Alt+7");
    await press("Export as ONNX");
    await expectShown(
      newcomer.page.getByText("Does it give the same answers?"),
      { timeout: 60_000 },
    );
  });
});
