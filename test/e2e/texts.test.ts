import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { generateSampleTexts } from "#engine/datasets/sample/sample-texts.ts";
import { expectShown, useNewcomer } from "#test/helpers/newcomer.ts";
import {
  accessibilityFindings,
  dropFolder,
  useTheme,
} from "#test/helpers/studio-page.ts";

/** A newcomer with a table of texts, in a real Chromium on the real server: the same screens as for pictures. */
describe("a table of labelled texts in, a network that reads out", () => {
  const newcomer = useNewcomer(1);

  async function goTo(step: string): Promise<void> {
    await newcomer.page
      .getByRole("navigation")
      .getByRole("link", { name: new RegExp(`^${step}`) })
      .first()
      .click();
  }

  /** In both themes; keeps pictures of the screens where CONVOLVE_SCREENSHOTS names a folder. */
  async function expectAccessible(name: string): Promise<void> {
    const folder = process.env["CONVOLVE_SCREENSHOTS"];
    for (const theme of ["light", "dark"] as const) {
      await useTheme(newcomer.page, theme);
      expect(
        await accessibilityFindings(newcomer.page),
        `${theme} theme`,
      ).toEqual([]);
      if (folder === undefined) continue;
      const path = join(folder, `${name}-${theme}.png`);
      await newcomer.page.screenshot({ path });
    }
    await useTheme(newcomer.page, "light");
  }

  it("imports a table that is dropped", async () => {
    await expectAccessible("start");
    const table = join(newcomer.home, "notes.csv");
    await generateSampleTexts(table, { textsPerClass: 60 });
    await dropFolder(newcomer.page, table);
    await expectShown(newcomer.page.getByText("240 texts in 4 classes"), {
      timeout: 60_000,
    });
    await expectShown(newcomer.page.locator(".text-card"));
    await expectAccessible("data");
  });

  it("finds texts by their words and shows one whole", async () => {
    await newcomer.page.getByRole("searchbox").first().fill("watered");
    await newcomer.page.locator(".image-cell").first().click();
    await expectShown(newcomer.page.locator(".text-reading"));
    await expectAccessible("inspector");
  });

  it("offers the networks that read, and trains one", async () => {
    await goTo("Model");
    await expectShown(newcomer.page.getByRole("button", { name: /Kim's CNN/ }));
    expect(await newcomer.page.getByText("LeNet-5").count()).toBe(0);
    await expectAccessible("model");
    await goTo("Train");
    const train = newcomer.page.getByRole("button", {
      name: "Train",
      exact: true,
    });
    await expectShown(train);
    await expectAccessible("train");
    await train.click();
    await expectShown(
      newcomer.page.getByRole("heading", { name: "What came out" }),
      { timeout: 120_000 },
    );
  });

  it("evaluates it, and lists the texts that it got wrong", async () => {
    await goTo("Evaluate");
    await newcomer.page
      .getByRole("button", { name: /^Evaluate on the test/ })
      .click();
    await expectShown(newcomer.page.getByText(/% right/).first(), {
      timeout: 120_000,
    });
    await expectShown(newcomer.page.getByText(/On 3\d test texts/));
    await expectShown(newcomer.page.locator(".thumbnail .text-card"));
    await expectAccessible("evaluate");
  });

  it("shows what each word of a text speaks for", async () => {
    await goTo("Explain");
    await newcomer.page
      .getByRole("region", { name: "Pictures" })
      .locator(".thumbnail")
      .first()
      .click();
    await expectShown(newcomer.page.locator("mark.word-heat__word"));
    await expectAccessible("explain");
  });

  it("answers about a text that is written", async () => {
    await goTo("Try");
    await newcomer.page
      .getByRole("textbox", { name: "Text" })
      .fill("We watered the wilted roses, xyzzy!");
    await newcomer.page.getByRole("button", { name: "Ask" }).click();
    await expectShown(newcomer.page.locator(".answer .word-heat"));
    await expectAccessible("try");
  });

  it("takes it away as files that give the same answers", async () => {
    await goTo("Export");
    await newcomer.page.getByRole("button", { name: "Export as ONNX" }).click();
    await expectShown(newcomer.page.getByText("vocabulary.json"), {
      timeout: 120_000,
    });
    await expectShown(newcomer.page.getByText("ONNX check.mjs"));
    expect(await newcomer.page.getByText("Not passed").count()).toBe(0);
    await expectAccessible("export");
    expect(newcomer.errors).toEqual([]);
  });
});
