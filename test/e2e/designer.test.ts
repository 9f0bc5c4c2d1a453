import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  expectShown,
  importShapes,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { expectAccessible, goTo } from "#test/helpers/studio-page.ts";

/** A network of one's own, from the pattern to a trained run. */
describe("the designer", () => {
  const newcomer = useNewcomer(6);
  const layers = () =>
    newcomer.page.getByRole("list", { name: "Layers, in order" });
  const field = (name: string) =>
    newcomer.page.getByRole("textbox", { name, exact: true });

  it("opens from the Model screen with a network by the pattern", async () => {
    const { page } = newcomer;
    await importShapes(newcomer, "18 pictures in 3 classes");
    await goTo(page, "Model");
    await page.getByRole("link", { name: "Design your own" }).click();
    await expectShown(
      page.getByText(
        "INPUT ⇒ [[CONV ⇒ RELU]·1 ⇒ POOL]·3 ⇒ [FC ⇒ RELU]·1 ⇒ SOFTMAX",
        { exact: true },
      ),
    );
    await expectShown(page.getByText("This network can be trained."));
    expect(await layers().getByRole("listitem").count()).toBe(9);
    await expectAccessible(newcomer.page, "designer");
  });

  it("builds anew as a knob is turned, and computes while one types", async () => {
    const { page } = newcomer;
    await field("Height").fill("32");
    await field("Width").fill("32");
    await field("Blocks (M)").fill("2");
    await expectShown(
      page.getByLabel("Output of pool2").getByText("8 × 8 × 64"),
    );
    await field("filters of conv1_1").fill("5");
    await expectShown(
      page.getByLabel("Output of conv1_1").getByText("32 × 32 × 5"),
    );
    await expectShown(
      page.getByLabel("Output of conv1_1").getByText("140 param."),
    );
    await expectShown(page.getByText("These layers are not by the pattern."));
  });

  it("explains an impossible layer where it stands, and offers what mends it", async () => {
    const { page } = newcomer;
    await page
      .getByRole("combobox", { name: "padding of conv2_1" })
      .selectOption("valid");
    await field("kernel of conv2_1").fill("17");
    const alert = page.locator("[data-layer=conv2_1]").getByRole("alert");
    await expectShown(
      alert.getByText(/needs a picture of at least 17×17.*Received 16×16/),
    );
    await expectShown(page.getByText("One layer is impossible: it says why."));
    expect(
      await page.getByRole("button", { name: "Train this" }).isDisabled(),
    ).toBe(true);
    await expectAccessible(newcomer.page, "designer");
    await alert.getByRole("button", { name: 'Set padding "same"' }).click();
    await expectShown(page.getByText("This network can be trained."));
  });

  it("gives advice with its reason, which one button follows", async () => {
    const { page } = newcomer;
    const advice = page.getByRole("list", { name: "Advice on sizes" });
    const item = advice
      .getByRole("listitem")
      .filter({ hasText: "The kernel of 17 × 17 is large" });
    await item.getByText("Why?").click();
    await expectShown(item.getByText(/see as far as a large one/));
    await item.getByRole("button", { name: "Use 3 × 3" }).click();
    expect(await field("kernel of conv2_1").inputValue()).toBe("3");
  });

  const names = () =>
    newcomer.page
      .locator("[data-layer]")
      .evaluateAll((rows) => rows.map((row) => row.getAttribute("data-layer")));

  it("moves, adds and removes layers by keys, and takes it back", async () => {
    const { page } = newcomer;
    const before = await names();
    await page.getByRole("button", { name: "Move pool1" }).focus();
    await page.keyboard.press("Space");
    await expectShown(page.getByText(/pool1 is lifted, place 2 of 7/));
    await page.keyboard.press("ArrowDown");
    await expectShown(page.getByText(/pool1 is at place 3 of 7/));
    await page.keyboard.press("Space");
    await expectShown(page.getByText(/pool1 is laid down at place 3 of 7/));
    expect((await names()).slice(0, 3)).toEqual([
      "conv1_1",
      "conv2_1",
      "pool1",
    ]);
    await page.getByRole("button", { name: "Add a layer below pool1" }).focus();
    await page.keyboard.press("Enter");
    await expectShown(page.getByRole("menuitem", { name: "Conv2D" }));
    await page.keyboard.type("Batch");
    await expectShown(
      page.locator(":focus", { hasText: "BatchNormalization" }),
    );
    await page.keyboard.press("Enter");
    await expectShown(page.getByLabel("Output of batch_normalization"));
    await page
      .getByRole("button", { name: "Acts on batch_normalization" })
      .click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.keyboard.press("ControlOrMeta+z");
    await expectShown(page.getByLabel("Output of batch_normalization"));
    await page.keyboard.press("ControlOrMeta+z");
    await page.keyboard.press("ControlOrMeta+z");
    expect(await names()).toEqual(before);
  });

  it("moves a layer that is dragged by its handle", async () => {
    const { page } = newcomer;
    const before = await names();
    const middleOf = async (name: string) => {
      const handle = page.getByRole("button", { name: `Move ${name}` });
      const box = (await handle.boundingBox())!;
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    };
    // Near an edge the page scrolls while one drags.
    await page
      .locator("[data-layer=conv2_1]")
      .evaluate((row) => row.scrollIntoView({ block: "center" }));
    const to = await middleOf("conv2_1");
    await page.mouse.move(...(await middleOf("pool1")));
    await page.mouse.down();
    await page.mouse.move(to[0], to[1] - 30, { steps: 4 });
    await expectShown(page.getByText(/pool1 is lifted, place 2 of 7/));
    await page.mouse.move(to[0], to[1] + 4, { steps: 12 });
    await expectShown(page.getByText(/pool1 is at place 3 of 7/));
    await page.mouse.up();
    await expectShown(page.getByText(/pool1 is laid down at place 3 of 7/));
    expect(await names()).not.toEqual(before);
    expect((await names()).indexOf("pool1")).toBe(2);
    await page.keyboard.press("ControlOrMeta+z");
    expect(await names()).toEqual(before);
  });

  it("reads pasted Keras lines, and says where one is wrong", async () => {
    const { page } = newcomer;
    await page.getByRole("button", { name: "Open, save as …" }).click();
    await page.getByRole("menuitem", { name: "Paste Keras layers …" }).click();
    const lines = page.getByRole("textbox", { name: "Lines" });
    await lines.fill(
      "model = Sequential()\nmodel.add(Conv2D(6, kernel_size=5, activtion='relu'))",
    );
    await expectShown(page.getByText("Line 2, column 36:"));
    await expectShown(page.getByText(/Conv2D has no argument "activtion"/));
    await expectAccessible(newcomer.page, "designer");
    await lines.fill(`model.add(Conv2D(6, kernel_size=5, activation='relu', input_shape=(32, 32, 3)))
model.add(MaxPooling2D())
model.add(Flatten())
model.add(Dense(10, activation="softmax"))
model.summary()`);
    await expectShown(page.getByText("4 layers, input 32 × 32 × 3."));
    await page.getByRole("button", { name: "Take over" }).click();
    await expectShown(
      page.getByLabel("Output of max_pooling2d").getByText("14 × 14 × 6"),
    );
    await expectShown(page.getByLabel("Output of dense").getByText("10"));
  });

  it("saves as files and opens them again", async () => {
    const { page } = newcomer;
    const saveAs = async (name: string) => {
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name: "Open, save as …" }).click();
      await page.getByRole("menuitem", { name }).click();
      const path = join(newcomer.home, `${name}.json`);
      await (await coming).saveAs(path);
      return path;
    };
    const design = await saveAs("Save as a design file");
    const keras = await saveAs("Save as a Keras configuration");
    expect(JSON.parse(readFileSync(design, "utf8"))).toMatchObject({
      format: "convolve-design",
    });
    const text = readFileSync(keras, "utf8").replace(
      '"units": 10',
      '"units": 3',
    );
    writeFileSync(keras, text);
    await page.locator("input[type=file]").setInputFiles(keras);
    await expectShown(
      page.getByLabel("Output of dense").getByText("3", { exact: true }),
    );
    await page.locator("input[type=file]").setInputFiles(design);
    await expectShown(
      page.getByLabel("Output of dense").getByText("10", { exact: true }),
    );
  });

  it("keeps the network on its shelf and trains it with as many answers as there are classes", async () => {
    const { page } = newcomer;
    await field("Name").fill("Small eyes");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expectShown(page.getByText("Small eyes is saved"));
    await page.getByRole("button", { name: "Train this" }).click();
    await expectShown(page.getByText(/Small eyes learns from random weights/));
    await page.getByText("Details").first().click();
    const epochs = page.getByRole("spinbutton", {
      name: "Epochs",
      exact: true,
    });
    await epochs.fill("1");
    await epochs.press("Enter");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await expectShown(page.getByRole("heading", { name: "What came out" }), {
      timeout: 120_000,
    });
    await goTo(page, "Model");
    const shelf = page.getByRole("region", { name: "Your own" });
    const chosen = shelf.getByRole("button", { pressed: true });
    await expectShown(chosen.getByText("Small eyes"));
    await expect
      .poll(async () => (await chosen.boundingBox())?.y)
      .toBeLessThan(780);
    await expectShown(page.getByRole("cell", { name: "3", exact: true }));
    await expectAccessible(newcomer.page, "designer");
  });

  it("says of a classic network what is good to know", async () => {
    const { page } = newcomer;
    await page
      .getByRole("button", { name: /^AlexNet / })
      .first()
      .click();
    const remarks = page
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: "Good to know" }) })
      .last();
    await expectShown(remarks.getByText(/227/));
    await expectAccessible(newcomer.page, "designer");
  });

  it("edits a copy of a classic network", async () => {
    const { page } = newcomer;
    await page
      .getByRole("button", { name: /^LeNet-5 / })
      .first()
      .click();
    await page.getByRole("link", { name: "Edit a copy" }).click();
    await expectShown(page.getByLabel("Output of C3"));
    expect(await field("Name").inputValue()).toBe("LeNet-5, my copy");
  });

  it("fits a small window and says no errors", async () => {
    const { page } = newcomer;
    await page.setViewportSize({ width: 960, height: 700 });
    await expectAccessible(newcomer.page, "designer");
    const widths = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          ".designer__main, .designer__side, .page__body",
        ),
      ].map((part) => part.scrollWidth - part.clientWidth),
    );
    expect(widths.every((overflow) => overflow <= 0)).toBe(true);
    expect(newcomer.errors).toEqual([]);
  });
});
