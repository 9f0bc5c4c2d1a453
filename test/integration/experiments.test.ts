import { describe, expect, it } from "vitest";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import {
  EXPERIMENT_CATALOG,
  type ExperimentId,
} from "#engine/teaching/experiments/catalog.ts";
import type { ExperimentResult } from "#engine/teaching/experiments/experiment.ts";
import {
  jsonOf,
  requireSuccess,
  runCommand,
} from "#test/helpers/command-line.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

function runShort(
  id: ExperimentId,
  minutes: number,
): Promise<ExperimentResult> {
  const executor = createOnnxExecutor();
  return EXPERIMENT_CATALOG[id].run({ executor, minutes, seed: 1 });
}

describe("convolve experiments", () => {
  it("lists them with their questions", async () => {
    const result = await runCommand(
      await temporaryFolder(),
      "experiments",
      "--json",
    );
    requireSuccess(result);
    expect(jsonOf<{ id: string }[]>(result).map(({ id }) => id)).toEqual(
      Object.keys(EXPERIMENT_CATALOG),
    );
  });

  it("shows that convolution reads digits where it has not seen them, and a dense layer does not", async () => {
    const result = await runCommand(
      await temporaryFolder(),
      ..."experiments shifted-digits --minutes 0.1 --json".split(" "),
    );
    requireSuccess(result);
    const { rows, conclusion } = jsonOf<ExperimentResult>(result);
    const [dense, convolution] = rows;
    expect(dense?.parameters).toBe(23_860);
    expect(convolution?.parameters).toBe(23_014);
    expect(dense?.shares[0]).toBeGreaterThan(0.9);
    expect(convolution?.shares[0]).toBeGreaterThan(0.9);
    expect(dense?.shares[1]).toBeLessThan(0.4);
    expect(convolution?.shares[1]).toBeGreaterThan(0.6);
    expect(conclusion).toMatch(/reads 2\d % .* \d\d %: a window/);
    expect(result.stderr).toContain("step 60 of 60");
  });

  it("refuses an unknown one with those there are", async () => {
    const result = await runCommand(
      await temporaryFolder(),
      "experiments",
      "magic",
    );
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/no experiment "magic".*shifted-digits/);
  });
});

describe("plain-against-residual", () => {
  it("shows that depth hurts without shortcuts more than with them", async () => {
    const { rows, columns } = await runShort("plain-against-residual", 0.25);
    expect(columns).toEqual(["training error"]);
    const [plain20, plain56, residual20, residual56] = rows;
    expect(plain20?.parameters).toBe(residual20?.parameters);
    expect(plain56?.parameters).toBe(residual56?.parameters);
    const errors = rows.map(({ shares }) => shares[0] ?? 0);
    expect(errors[1]).toBeGreaterThan(0.7);
    expect(errors[3]).toBeLessThan((errors[1] ?? 0) - 0.1);
    expect(rows.every(({ seconds }) => seconds > 0)).toBe(true);
  });
});

describe("fully-connected-head-against-pooling", () => {
  it("counts, times and tests both heads", async () => {
    const id = "fully-connected-head-against-pooling";
    const { rows, conclusion } = await runShort(id, 0.03);
    expect(rows.map(({ parameters }) => parameters)).toEqual([864_378, 72_442]);
    for (const { shares, seconds } of rows) {
      expect(shares).toHaveLength(2);
      expect(seconds).toBeGreaterThan(0);
    }
    expect(conclusion).toContain("15,227,688 of 138,357,544 parameters");
  });

  it("gives the same figures again", async () => {
    const id = "fully-connected-head-against-pooling";
    const [first, second] = [
      await runShort(id, 0.01),
      await runShort(id, 0.01),
    ];
    const figures = ({ rows }: ExperimentResult) =>
      rows.map(({ shares }) => shares);
    expect(figures(second)).toEqual(figures(first));
  });
});
