import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import sharp from "sharp";
import { describe, expect, it } from "vitest";

import {
  expectShown,
  importDropped,
  useNewcomer,
} from "#test/helpers/newcomer.ts";
import { expectAccessible, goTo } from "#test/helpers/studio-page.ts";

/** Two wide, two tall and two square pictures in each class. */
const SHAPES = [
  [160, 80],
  [160, 81],
  [60, 120],
  [61, 120],
  [100, 100],
  [101, 101],
] as const;

/** How pictures come into the square is seen on one's own before it is chosen. */
describe("fitting pictures to the square", { timeout: 240_000 }, () => {
  const newcomer = useNewcomer(1);

  it("says what cropping costs, and shows every way on the least ordinary shapes", async () => {
    const { page, home } = newcomer;
    await writeShapes(join(home, "odd shapes"));
    await importDropped(page, join(home, "odd shapes"));
    await expectShown(page.getByText("12 pictures in 2 classes"), {
      timeout: 60_000,
    });
    await goTo(page, "Model");
    await expectShown(
      page.getByText(/^Crop cuts 33\s% of the area on average; 49\s% or more/),
    );
    const cropped = page.getByRole("img", { name: /: crop$/ });
    await expectShown(cropped);
    expect(await cropped.count()).toBe(6);
    await expectShown(
      page.getByRole("img", { name: "A picture of 160 × 80 px: squash" }),
    );
    expect(await page.getByRole("radio", { name: "Squash" }).isChecked()).toBe(
      true,
    );
  });

  it("keeps the way, the padding and the background", async () => {
    const { page } = newcomer;
    const fitted = page.getByRole("img", {
      name: "A picture of 160 × 80 px: fit",
    });
    const before = await fitted.getAttribute("src");
    await page.getByRole("radio", { name: "Fit" }).click();
    await page
      .getByLabel("Around a fitted picture")
      .selectOption("Its mirror image");
    await expect
      .poll(() => fitted.getAttribute("src"), { timeout: 20_000 })
      .not.toBe(before);
    await page.getByLabel("Background", { exact: true }).selectOption("Own …");
    await page.getByLabel("Own background colour").fill("#336699");
    await page.setViewportSize({ width: 960, height: 900 });
    await expectAccessible(page, "resize");
    await page.reload();
    await expectShown(page.getByLabel("Own background colour"));
    expect(await page.getByLabel("Own background colour").inputValue()).toBe(
      "#336699",
    );
    expect(await page.getByRole("radio", { name: "Fit" }).isChecked()).toBe(
      true,
    );
    expect(await page.getByLabel("Around a fitted picture").inputValue()).toBe(
      "mirror",
    );
    expect(newcomer.errors).toEqual([]);
  });
});

async function writeShapes(folder: string): Promise<void> {
  for (const [index, name] of ["day", "night"].entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (const [width, height] of SHAPES) {
      const rings = `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${index * 180 + width} 60% 60%)"/><ellipse cx="50%" cy="50%" rx="45%" ry="45%" fill="hsl(${height} 60% 30%)"/></svg>`;
      await sharp(Buffer.from(rings))
        .png()
        .toFile(join(folder, name, `${width} by ${height}.png`));
    }
  }
}
