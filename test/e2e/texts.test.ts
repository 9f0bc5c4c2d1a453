import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { generateSampleTexts } from "#engine/datasets/sample/sample-texts.ts";
import {
  expectShown,
  importDropped,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import {
  expectAccessible,
  goTo,
  openTestSet,
} from "#test/helpers/studio-page.ts";

/** A newcomer with a table of texts, in a real Chromium on the real server: the same screens as for pictures. */
describe("a table of labelled texts in, a network that reads out", () => {
  const newcomer = useNewcomer(1);

  it("imports a table that is dropped", async () => {
    await expectAccessible(newcomer.page, "start");
    const table = join(newcomer.home, "notes.csv");
    await generateSampleTexts(table, { textsPerClass: 60 });
    await importDropped(newcomer.page, table);
    await expectShown(newcomer.page.getByText("240 texts in 4 classes"), {
      timeout: 60_000,
    });
    await expectShown(newcomer.page.locator(".text-card"));
    const rooms = newcomer.page.getByRole("navigation", {
      name: "Rooms of the data",
    });
    expect(await rooms.getByRole("link").allInnerTexts()).toEqual([
      "Texts",
      "Map",
      "Versions",
    ]);
    await expectShown(newcomer.page.getByRole("listbox", { name: "Texts" }));
    await expectAccessible(newcomer.page, "data");
  });

  it("finds texts by their words and shows one whole", async () => {
    await newcomer.page.getByRole("searchbox").first().fill("watered");
    await newcomer.page.locator(".image-cell").first().click();
    await expectShown(newcomer.page.locator(".text-reading"));
    await expectAccessible(newcomer.page, "inspector");
  });

  it("offers the networks that read, and trains one", async () => {
    await goTo(newcomer.page, "Model");
    await expectShown(newcomer.page.getByRole("button", { name: /Kim's CNN/ }));
    expect(await newcomer.page.getByText("LeNet-5").count()).toBe(0);
    await expectAccessible(newcomer.page, "model");
    await goTo(newcomer.page, "Train");
    const train = newcomer.page.getByRole("button", {
      name: "Train",
      exact: true,
    });
    await expectShown(train);
    await expectAccessible(newcomer.page, "train");
    await train.click();
    await expectShown(
      newcomer.page.getByRole("heading", { name: "What came out" }),
      { timeout: 120_000 },
    );
  });

  it("evaluates it, and lists the texts that it got wrong", async () => {
    await goTo(newcomer.page, "Evaluate");
    await newcomer.page
      .getByRole("button", { name: /^Evaluate on the test/ })
      .click();
    await openTestSet(newcomer.page);
    await expectShown(newcomer.page.getByText(/% right/).first(), {
      timeout: 120_000,
    });
    await expectShown(newcomer.page.getByText(/On 3\d\stest\stexts/));
    await expectShown(newcomer.page.locator(".thumbnail .text-card"));
    await expectAccessible(newcomer.page, "evaluate");
  });

  it("shows what each word of a text speaks for", async () => {
    await goTo(newcomer.page, "Explain");
    await newcomer.page
      .getByRole("region", { name: "Texts" })
      .locator(".thumbnail")
      .first()
      .click();
    await expectShown(newcomer.page.locator("mark.word-heat__word"));
    await expectAccessible(newcomer.page, "explain");
  });

  it("answers about a text that is written", async () => {
    await goTo(newcomer.page, "Try");
    await newcomer.page
      .getByRole("textbox", { name: "Text" })
      .fill("We watered the wilted roses, xyzzy!");
    await newcomer.page.getByRole("button", { name: "Ask" }).click();
    await expectShown(newcomer.page.locator(".answer .word-heat"));
    await expectAccessible(newcomer.page, "try");
  });

  it(
    "takes it away as files that give the same answers",
    { timeout: 180_000 },
    async () => {
      await goTo(newcomer.page, "Export");
      await newcomer.page
        .getByRole("button", { name: "Export as ONNX" })
        .click();
      await expectShown(newcomer.page.getByText("ONNX check.mjs"), {
        timeout: 120_000,
      });
      expect(
        await newcomer.page.getByText("vocabulary.json").count(),
      ).toBeGreaterThan(0);
      expect(await newcomer.page.getByText("Not passed").count()).toBe(0);
      await expectAccessible(newcomer.page, "export");
      expect(newcomer.errors).toEqual([]);
    },
  );
});
