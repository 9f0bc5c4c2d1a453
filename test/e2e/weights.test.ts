import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { initializeWeights } from "#engine/graph/initialize.ts";
import { publishedOutline } from "#engine/jobs/published-backbone.ts";
import {
  fileNameOf,
  weightsById,
} from "#engine/models/downloads/weights-manifest.ts";
import { writeSafetensors } from "#engine/models/weights/safetensors.ts";
import { serveFile } from "#test/helpers/file-server.ts";
import {
  expectShown,
  importShapes,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { expectAccessible, goTo } from "#test/helpers/studio-page.ts";

const WEIGHTS = weightsById("mobilenet-v2");
/** Weights that fit and see; that they learned nothing makes no difference to the way that they take. */
const CONTENT = Buffer.from(
  writeSafetensors(initializeWeights(publishedOutline(WEIGHTS).graph, 7)),
);

/** Published weights come to the machine in the Model screen: through a mirror that a person set, or as a file. */
describe("weights in the studio", { timeout: 300_000 }, () => {
  const newcomer = useNewcomer(6);
  const panel = () =>
    newcomer.page
      .locator("section")
      .filter({ has: newcomer.page.getByRole("heading", { name: "Weights" }) });

  function card(name: RegExp) {
    return newcomer.page
      .getByRole("region", { name: "Pretrained", exact: true })
      .getByRole("button", { name })
      .first();
  }

  it("hold back the Train button while they are missing, with how to get them", async () => {
    const { page } = newcomer;
    await importShapes(newcomer, "18 pictures in 3 classes");
    await goTo(newcomer.page, "Model");
    await card(/^MobileNetV2/).click();
    await expectShown(
      page.getByText("The weights are not on this machine yet"),
    );
    await expectAccessible(newcomer.page, "weights");
    await page.getByRole("link", { name: "Train this model" }).click();
    await expectShown(
      page.getByText(/weights of MobileNetV2 are not on this machine yet/),
    );
    const train = page.getByRole("button", { name: "Train", exact: true });
    expect(await train.isDisabled()).toBe(true);
    await expectAccessible(newcomer.page, "weights");
  });

  it("are fetched with a button from the mirror of the settings, and then are here", async () => {
    const { page } = newcomer;
    const server = await serveFile(CONTENT, { pauseMs: 3 });
    await goTo(newcomer.page, "Settings");
    await page.getByLabel("Mirror").fill(server.origin);
    await page.getByLabel("Mirror").blur();
    await page.getByLabel("Mirror").scrollIntoViewIfNeeded();
    await expectAccessible(newcomer.page, "weights");
    await goTo(newcomer.page, "Model");
    await page.getByRole("button", { name: "Get weights" }).click();
    await expectShown(page.getByText("The weights are on their way."));
    await expectAccessible(newcomer.page, "weights");
    await expectShown(page.getByText(/The weights are on this machine/), {
      timeout: 120_000,
    });
    expect(server.paths).toEqual([new URL(WEIGHTS.body.url).pathname]);
    await expectShown(card(/^MobileNetV2/).getByText("Here", { exact: true }));
    await expectAccessible(newcomer.page, "weights");
  });

  it("come as a file from elsewhere after they were removed, and let the network be trained", async () => {
    const { page } = newcomer;
    await page.getByRole("button", { name: "Remove weights" }).click();
    await expectShown(card(/^MobileNetV2/).getByText("Get", { exact: true }));
    const path = join(newcomer.home, fileNameOf(WEIGHTS, "body"));
    await writeFile(path, CONTENT);
    await panel().locator("input[type=file]").setInputFiles(path);
    await expectShown(page.getByText(/The weights are on this machine/), {
      timeout: 120_000,
    });
    await page.getByRole("link", { name: "Train this model" }).click();
    const train = page.getByRole("button", { name: "Train", exact: true });
    await train.waitFor();
    await expect.poll(() => train.isEnabled(), { timeout: 60_000 }).toBe(true);
    expect(newcomer.errors).toEqual([]);
  });
});
