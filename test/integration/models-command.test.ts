import { describe, expect, it } from "vitest";
import type { ModelDetail } from "#api/models.ts";
import {
  jsonOf,
  requireSuccess,
  runCommand,
} from "#test/helpers/command-line.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("convolve models", () => {
  it("prints a table of maps, sizes, windows and activations, and what to know about them", async () => {
    const result = await runCommand(
      await temporaryFolder(),
      "models",
      "alexnet",
    );
    requireSuccess(result);
    const rows = result.stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual([
      "layer",
      "op",
      "maps",
      "size",
      "kernel",
      "stride",
      "padding",
      "activation",
      "parameters",
    ]);
    expect(rows).toContainEqual([
      "C1",
      "conv2d",
      "96",
      "55 × 55",
      "11 × 11",
      "4 × 4",
      "valid",
      "relu",
      "34,944",
    ]);
    expect(result.stdout).toContain("62,378,344 trainable parameters");
    expect(result.stdout).toContain("201,838,952");
  });

  it("gives the same as JSON", async () => {
    const result = await runCommand(
      await temporaryFolder(),
      "models",
      "lenet-5",
      "--json",
    );
    requireSuccess(result);
    const { layers } = jsonOf<ModelDetail>(result);
    expect(layers.find(({ name }) => name === "C3")).toMatchObject({
      row: {
        maps: 16,
        size: [10, 10],
        kernel: [5, 5],
        stride: [1, 1],
        padding: "valid",
        activation: "tanh",
      },
      parameters: { trainable: 2416 },
    });
  });

  it("refuses a size below the least with that size", async () => {
    const result = await runCommand(
      await temporaryFolder(),
      ..."models vgg-16 --input-size 31".split(" "),
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/from 32 to 4096 pixels. Received: 31/);
  });
});
