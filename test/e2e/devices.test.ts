import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import type { DeviceReport } from "#api/devices.ts";
import { expectShown, useNewcomer } from "#test/helpers/newcomer.ts";
import { expectAccessible } from "#test/helpers/studio-page.ts";

/** What computes here: looked at, tested and chosen, by keys where it matters. */
describe("the Devices screen", () => {
  const newcomer = useNewcomer(2);

  const device = (name: RegExp) =>
    newcomer.page.getByRole("listitem").filter({
      has: newcomer.page.getByRole("heading", { name }),
    });

  it("opens from the command palette and says what is used and why, before anything is measured", async () => {
    const { page } = newcomer;
    await expectShown(
      page.getByRole("heading", { name: "Teach the computer your pictures" }),
    );
    await page.keyboard.press("ControlOrMeta+k");
    await expectShown(page.getByRole("combobox"));
    await page.keyboard.type("tensorflow");
    await expectShown(
      page.getByRole("option", { name: "Devices", selected: true }),
    );
    await page.keyboard.press("Enter");
    await expectShown(page.getByRole("heading", { name: "What computes" }), {
      timeout: 60_000,
    });
    await expectShown(page.getByText(/Nothing is measured for this network/));
    await expectShown(device(/onnxruntime .* CPU/).getByText("used"));
    await expectShown(device(/plain JavaScript/).getByText("reference"));
    await expectAccessible(newcomer.page, "devices");
  });

  it("tests and measures the processor by keyboard, and shows how fast it is everywhere", async () => {
    const { page } = newcomer;
    await page
      .getByRole("combobox", { name: "Network" })
      .selectOption({ label: "LeNet-5" });
    await expectShown(page.getByText("Figures for LeNet-5 at 32 px"));
    const button = page.getByRole("button", {
      name: /Test and measure onnxruntime .* CPU/,
    });
    await button.focus();
    await page.keyboard.press("Enter");
    await expectShown(
      device(/onnxruntime .* CPU/).getByText(/[\d,]+.images\/s/),
      { timeout: 60_000 },
    );
    await expectShown(page.getByText(/The only one measured for this network/));
    await expectAccessible(newcomer.page, "devices");
  });

  it("names the op of a device that differs, and does not use it", async () => {
    const { page } = newcomer;
    // What a bad driver would leave behind: this machine has none, so its record is written by hand.
    const file = join(newcomer.home, "cache", "devices.json");
    const known = JSON.parse(readFileSync(file, "utf8")) as {
      records: { deviceId: string; test: DeviceReport["devices"][0]["test"] }[];
    };
    for (const record of known.records) {
      Object.assign(record.test!, {
        outcome: "differs",
        message: "Its op conv2d 5×5, 6 → 16 channels did not pass: off by 0.3.",
        failures: [
          {
            op: "conv2d 5×5, 6 → 16 channels",
            pass: "backward",
            message: "Off by 0.3.",
          },
        ],
      });
      record.deviceId = "tfjs:cpu";
      Object.assign(record, {
        provider: "TensorFlow.js in plain JavaScript",
        driver: null,
      });
    }
    writeFileSync(file, JSON.stringify(known));
    await page
      .getByRole("combobox", { name: "Use" })
      .selectOption({ label: "TensorFlow.js in plain JavaScript" });
    await expectShown(
      page.getByText(/tfjs:cpu was asked for, but it computes this network/),
    );
    await expectShown(page.getByRole("list", { name: "What did not pass" }));
    await expectAccessible(newcomer.page, "devices");
    await page
      .getByRole("combobox", { name: "Use" })
      .selectOption({ label: "Automatic" });
  });

  it("says what is missing when a TensorFlow cannot be linked", async () => {
    const { page } = newcomer;
    await page
      .getByRole("textbox", { name: "Folder of a TensorFlow" })
      .fill(join(newcomer.home, "nothing here"));
    await page.getByRole("button", { name: "Link", exact: true }).click();
    const region = page.getByRole("region", {
      name: "How to get a faster one",
    });
    await expectShown(region.getByRole("alert"), { timeout: 30_000 });
    expect(await region.getByRole("alert").textContent()).toMatch(
      /nothing here/,
    );
    await expectAccessible(newcomer.page, "devices");
  });

  it("shows in the top bar how fast it is, for the network of the project", async () => {
    const { page } = newcomer;
    await page
      .getByRole("combobox", { name: "Network" })
      .selectOption({ label: "As the project, or MobileNetV2" });
    await page
      .getByRole("button", { name: /Test and measure onnxruntime .* CPU/ })
      .click();
    await expectShown(
      page.getByRole("button", { name: /^What computes: .*images\/s$/ }),
      { timeout: 60_000 },
    );
    await page.getByRole("button", { name: /^What computes/ }).click();
    await expectShown(page.getByText("MobileNetV2 0.35 at 96 px").last());
    await page.keyboard.press("Escape");
  });

  it("fits a small window", async () => {
    const { page } = newcomer;
    await page.setViewportSize({ width: 960, height: 700 });
    const widths = await page.evaluate(() => {
      const body = document.querySelector(".page__body");
      return [body?.scrollWidth, body?.clientWidth];
    });
    expect(widths[0]).toBe(widths[1]);
    expect(newcomer.errors).toEqual([]);
  });
});
