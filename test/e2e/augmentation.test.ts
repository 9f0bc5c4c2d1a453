import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  expectShown,
  importShapes,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { expectAccessible, goTo } from "#test/helpers/studio-page.ts";

/** Augmentation with eyes open: what is chosen is seen on the person's own pictures before anything is trained. */
describe("augmentation", () => {
  const newcomer = useNewcomer(20);
  const keep = async (name: string) => {
    const folder = process.env["CONVOLVE_SCREENSHOTS"];
    if (folder === undefined) return;
    for (const scheme of ["light", "dark"] as const) {
      await newcomer.page.emulateMedia({ colorScheme: scheme });
      for (const width of [960, 1440]) {
        await newcomer.page.setViewportSize({ width, height: 1100 });
        await newcomer.page.waitForTimeout(300);
        const path = join(folder, `${name}-${scheme}-${width}.png`);
        await newcomer.page.screenshot({ path });
      }
    }
  };

  it("shows versions of one's own pictures", async () => {
    await importShapes(newcomer, "60 pictures in 3 classes");
    await goTo(newcomer.page, "Train");
    await newcomer.page.getByText("Augmentation", { exact: true }).click();
    await expectShown(newcomer.page.getByAltText(/, version 1$/).first());
    await expectShown(newcomer.page.getByText(/pictures per second/));
    await expectAccessible(newcomer.page, "augmentation");
  });

  it("sets operations by group, each with both ends of its range", async () => {
    await newcomer.page.getByLabel("Kind of picture").selectOption("photos");
    await expectShown(
      newcomer.page.getByAltText("Rotation, one end of its range"),
    );
    await keep("geometry");
    await newcomer.page.getByRole("tab", { name: /^Colour/ }).click();
    await newcomer.page.getByText("Posterise", { exact: true }).click();
    await expectShown(
      newcomer.page.getByAltText("Posterise, the other end of its range"),
    );
    await expectShown(newcomer.page.getByText("Set one by one below."));
    await expectAccessible(newcomer.page, "augmentation-colour");
  });

  it("is worked by the keyboard alone", async () => {
    const slider = newcomer.page.getByRole("slider", { name: "Posterise" });
    await slider.focus();
    await newcomer.page.keyboard.press("End");
    await expectShown(newcomer.page.getByText("down to 1 bit").first());
    await newcomer.page.getByRole("tab", { name: /^Colour/ }).focus();
    await newcomer.page.keyboard.press("ArrowRight");
    await newcomer.page.keyboard.press("Tab");
    await expectShown(newcomer.page.getByText("JPEG artefacts"));
    await keep("quality");
  });

  it("mixes pictures, and follows policies", async () => {
    await newcomer.page.getByRole("tab", { name: /^Mixing/ }).click();
    await newcomer.page.getByText("CutMix", { exact: true }).click();
    await newcomer.page.getByRole("tab", { name: /^Policies/ }).click();
    await newcomer.page.getByLabel("Policy").selectOption("randaugment");
    await expectShown(newcomer.page.getByLabel("Strength"));
    await newcomer.page.getByRole("radio", { name: "One epoch" }).click();
    await expectShown(newcomer.page.getByAltText(/ in epoch 1$/).first());
    await expectAccessible(newcomer.page, "augmentation-epoch");
    await keep("epoch");
    await newcomer.page.getByRole("button", { name: "Next epoch" }).click();
    await expectShown(newcomer.page.getByAltText(/ in epoch 2$/).first());
    expect(newcomer.errors).toEqual([]);
  });
});
