import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  expectShown,
  importShapes,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import {
  accessibilityFindings,
  goTo,
  useTheme,
} from "#test/helpers/studio-page.ts";
import { writeTinyBackbone } from "#test/helpers/tiny-backbone.ts";

/** Fifty networks, looked through, compared on one's own pictures, and one of them chosen. */
describe("the catalogue", { timeout: 240_000 }, () => {
  const newcomer = useNewcomer(6);
  const shelf = (name: string) =>
    newcomer.page.getByRole("region", { name, exact: true });
  const rows = () => newcomer.page.locator("[data-model]");

  let pictures = 0;
  /** No finding in either theme, no scrolling sideways; pictures where CONVOLVE_SCREENSHOTS names a folder. */
  async function expectCalm(): Promise<void> {
    const { page } = newcomer;
    const folder = process.env["CONVOLVE_SCREENSHOTS"];
    pictures++;
    for (const width of [960, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      for (const theme of ["light", "dark"] as const) {
        await useTheme(page, theme);
        const asks = theme === "light" ? "everything" : "colours";
        expect(await accessibilityFindings(page, asks)).toEqual([]);
        if (folder !== undefined) {
          const name = `catalogue-${pictures}-${width}-${theme}.png`;
          await page.screenshot({ path: join(folder, name) });
        }
      }
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        ),
      ).toBeLessThanOrEqual(0);
    }
    await useTheme(page, "light");
    await page.setViewportSize({ width: 1280, height: 800 });
  }

  it("shows every network on its shelf, and says what is missing on empty ones", async () => {
    const { page } = newcomer;
    await importShapes(newcomer, "18 pictures in 3 classes");
    await goTo(page, "Model");
    await expectShown(
      shelf("Pretrained").getByRole("button", { name: /^ResNet-50 \(Keras\)/ }),
      { timeout: 60_000 },
    );
    expect(await rows().count()).toBeGreaterThan(50);
    await expectShown(
      shelf("Imported").getByText(/None yet. A Teachable Machine export/),
    );
    await expectShown(shelf("Your own").getByText(/design one by pattern/));
    await expectShown(
      page.getByText("How quick networks are on this machine is not measured"),
    );
    const mobile = shelf("Pretrained").getByRole("button", {
      name: /^MobileNetV2/,
    });
    await expectShown(mobile.getByText("Get", { exact: true }));
    await expectShown(mobile.getByText(/71\.3\s%/));
    await expectCalm();
  });

  it("is searched, filtered and put in order", async () => {
    const { page } = newcomer;
    const search = page.getByRole("searchbox", { name: "Search networks" });
    await search.fill("resnet cifar");
    await expectShown(page.getByText(/^\d+ networks$/));
    for (const name of await rows().allInnerTexts()) {
      expect(name).toMatch(/ResNet|Plain/);
    }
    await search.fill("no such network");
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await search.inputValue()).toBe("");

    const chip = page.getByRole("button", { name: /^Pretrained \d+/ });
    await chip.click();
    await page
      .getByRole("combobox", { name: "Order" })
      .selectOption({ label: "Most accurate first" });
    const [best] = await rows().allInnerTexts();
    expect(best).toMatch(/^EfficientNetV2-B3|^ConvNeXt/);
    await page
      .getByRole("combobox", { name: "Family" })
      .selectOption({ label: "VGG" });
    expect((await rows().allInnerTexts()).length).toBe(2);
    await page
      .getByRole("combobox", { name: "Family" })
      .selectOption({ label: "Every family" });
    await chip.click();
    await page
      .getByRole("combobox", { name: "Order" })
      .selectOption({ label: "As in the catalogue" });
  });

  it("is walked through by arrow keys, and Enter opens", async () => {
    const { page } = newcomer;
    await rows().first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    const second = rows().nth(1);
    const id = await second.getAttribute("data-model");
    expect(
      await page.evaluate(() =>
        document.activeElement?.getAttribute("data-model"),
      ),
    ).toBe(id);
    await page.keyboard.press("Enter");
    expect(await second.getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("End");
    expect(
      await page.evaluate(() =>
        document.activeElement?.getAttribute("data-model"),
      ),
    ).toBe(await rows().last().getAttribute("data-model"));
  });

  it("compares the built-in network with an imported one, and the better one is chosen", async () => {
    const { page } = newcomer;
    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await expectShown(page.getByText("Nothing compared yet"));
    await expectShown(page.getByText("There is one network to look at."));
    await expectCalm();

    const path = join(newcomer.home, "tiny-eyes");
    await writeTinyBackbone(path);
    await page.getByRole("link", { name: "All networks" }).click();
    await page.getByRole("button", { name: "Import weights" }).click();
    await page.getByLabel("Or its path on this machine").fill(path);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await expectShown(
      shelf("Imported").getByRole("button", { name: /^tiny-eyes/ }),
    );

    await page.getByRole("link", { name: "Compare", exact: true }).click();
    await expectShown(page.getByRole("checkbox", { name: /^tiny-eyes/ }));
    expect(await page.getByRole("checkbox").count()).toBe(2);
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    await expectShown(page.getByText(/Cross-validated on \d+ training/), {
      timeout: 120_000,
    });
    await expectShown(page.getByRole("button", { name: "Compare again" }), {
      timeout: 120_000,
    });
    const table = page.getByRole("table", { name: "League" });
    expect(await table.getByRole("row").count()).toBe(3);
    await expectShown(table.getByText("Recommended"));
    await expectShown(page.getByRole("img", { name: /Accuracy over seconds/ }));
    await table.getByRole("button", { name: "Weights" }).click();
    const [, heaviest] = await table.getByRole("row").allInnerTexts();
    expect(heaviest).not.toContain("tiny-eyes");
    await expectCalm();

    await table
      .getByRole("button", { name: /^Use this one: tiny-eyes/ })
      .click();
    await expectShown(table.getByText("In use"));
    await page.getByRole("link", { name: "All networks" }).click();
    const chosen = page.locator("[data-model][aria-pressed=true]");
    await expectShown(chosen.getByText("tiny-eyes"));
    await expectCalm();
    expect(newcomer.errors).toEqual([]);
  });
});
