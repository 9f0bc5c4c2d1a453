import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { THREE_SHAPES } from "#test/helpers/generated-dataset.ts";
import {
  confirmImport,
  expectShown,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import {
  dropFolder,
  expectAccessible,
  goTo,
  openTestSet,
} from "#test/helpers/studio-page.ts";

/** A newcomer's whole way, in a real Chromium on the real server: each step goes on where the one before ended. */
describe("a folder of labelled pictures in, an exported classifier out", () => {
  const newcomer = useNewcomer(24);
  it("starts with a place to drop a folder on", async () => {
    await expectShown(
      newcomer.page.getByRole("heading", {
        name: "Teach the computer your pictures",
      }),
    );
    await expectShown(newcomer.page.getByText("Try with the sample set"));
    await expectAccessible(newcomer.page, "story");
  });

  it("imports a folder that is dropped", async () => {
    await dropFolder(newcomer.page, join(newcomer.home, "shapes"));
    await expectShown(newcomer.page.getByText("72 pictures in 3 classes"));
    await expectAccessible(newcomer.page, "plan");
    await confirmImport(newcomer.page);
    await expectShown(
      newcomer.page.getByRole("heading", { name: "Data", exact: true }),
    );
    await expectShown(newcomer.page.getByText("72 pictures in 3 classes"));
    for (const name of Object.keys(THREE_SHAPES)) {
      await expectShown(newcomer.page.getByText(name).first());
    }
    await expectShown(newcomer.page.locator("img[src*='/thumbnail']").first());
    await expectAccessible(newcomer.page, "story");
  });

  it("gives an instant baseline", async () => {
    await expectShown(newcomer.page.getByText(/Instant baseline/i).first());
    await expectAccessible(newcomer.page, "story");
  });

  it("offers models with their figures", async () => {
    await goTo(newcomer.page, "Model");
    await expectShown(
      newcomer.page.getByRole("heading", { name: "Model", exact: true }),
    );
    await expectShown(newcomer.page.getByText("LeNet-5").first());
    await expectAccessible(newcomer.page, "story");
  });

  it("trains with one button", async () => {
    await goTo(newcomer.page, "Train");
    const train = newcomer.page.getByRole("button", {
      name: "Train",
      exact: true,
    });
    await expectShown(train);
    await expectAccessible(newcomer.page, "story");
    await train.click();
    await expectShown(
      newcomer.page.getByRole("heading", { name: "What came out" }),
      {
        timeout: 120_000,
      },
    );
    await expectAccessible(newcomer.page, "story");
  });

  it("evaluates on the sealed test pictures", async () => {
    await goTo(newcomer.page, "Evaluate");
    await newcomer.page
      .getByRole("button", { name: "Evaluate on the test set" })
      .click();
    await expectShown(
      newcomer.page.getByText(/The test set is sealed; .* opened\s0\stimes/),
    );
    await expectAccessible(newcomer.page, "sealed");
    await openTestSet(newcomer.page);
    await expectShown(newcomer.page.getByText(/% right/).first(), {
      timeout: 120_000,
    });
    await expectShown(newcomer.page.getByText("Cross-validated").first());
    await expectAccessible(newcomer.page, "story");
  });

  it("opens the pictures of a cell of the confusion matrix", async () => {
    const cell = newcomer.page
      .getByRole("button", { name: /: [1-9]\d* of \d+ right/ })
      .first();
    await cell.click();
    await expectShown(newcomer.page.locator("img[src*='/thumbnail']").first());
  });

  it("shows what the network looks at", async () => {
    await goTo(newcomer.page, "Explain");
    await newcomer.page
      .getByRole("region", { name: "Pictures" })
      .getByRole("button")
      .filter({ has: newcomer.page.locator("img") })
      .first()
      .click();
    await expectShown(
      newcomer.page.getByRole("img", {
        name: /with a heat map of what speaks for/,
      }),
    );
    await expectAccessible(newcomer.page, "story");
  });

  it("answers about a picture that is handed to it", async () => {
    await goTo(newcomer.page, "Try");
    await newcomer.page
      .locator("input[type=file]")
      .first()
      .setInputFiles(join(newcomer.home, "shapes", "red disc", "0.jpg"));
    await expectShown(newcomer.page.getByText("red disc").first());
    await expectAccessible(newcomer.page, "story");
  });

  it("exports files that give the same answers", async () => {
    await goTo(newcomer.page, "Export");
    await newcomer.page.getByRole("button", { name: "Export both" }).click();
    await expectShown(
      newcomer.page.getByText("Does it give the same answers?").first(),
      { timeout: 180_000 },
    );
    await expectShown(newcomer.page.getByText("Passed").first());
    expect(await newcomer.page.getByText("Not passed").count()).toBe(0);
    await expectAccessible(newcomer.page, "story");
    const [download] = await Promise.all([
      newcomer.page.waitForEvent("download"),
      newcomer.page.getByRole("link", { name: "Download zip" }).first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.zip$/);
  });

  it("has settings", async () => {
    await goTo(newcomer.page, "Settings");
    await expectShown(
      newcomer.page.getByRole("heading", { name: "Settings", exact: true }),
    );
    await expectAccessible(newcomer.page, "story");
  });

  it("opens any screen from its address", async () => {
    await newcomer.page.goto(new URL("/evaluate", newcomer.page.url()).href);
    await expectShown(newcomer.page.getByText(/% right/).first());
  });

  it("ran without an error of its own scripts or a breach of its policy", () => {
    expect(newcomer.errors).toEqual([]);
  });
});
