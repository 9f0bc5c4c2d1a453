import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  jsonOf,
  requireSuccess,
  runCommand,
  type CommandResult,
} from "#test/helpers/command-line.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";

interface Metrics {
  readonly accuracy: number;
  readonly loss: number;
  readonly top5: number;
}

let home: EngineFolders;
let project: string;
let pictures: string;
let trained: CommandResult;

/** A command of the chain, with `--json`. */
function command(...args: string[]): Promise<CommandResult> {
  return runCommand(home.root, ...args, "--json");
}

beforeAll(async () => {
  home = await temporaryEngineFolders();
  pictures = join(home.root, "shapes");
  project = join(home.root, "shapes.convolve");
  await generateDataset(pictures, {
    classes: THREE_SHAPES,
    imagesPerClass: 20,
    size: 32,
  });
});
afterAll(() => home[Symbol.asyncDispose]());

describe(
  "the command line from pictures to an exported classifier",
  { timeout: 240_000 },
  () => {
    let run = "";

    it("imports and reports counts", async () => {
      const result = await command("import", pictures, "--project", project);
      expect(result.stderr).toContain("Reading pictures");
      expect(result.code).toBe(0);
      expect(jsonOf(result)).toMatchObject({
        images: 60,
        classes: [
          { name: "blue square", count: 20 },
          { name: "green triangle", count: 20 },
          { name: "red disc", count: 20 },
        ],
        skipped: [],
      });
    });

    it("trains, and gives accuracy, loss and top-5 of all three sides", async () => {
      trained = await command(
        "train",
        "--project",
        project,
        "--model",
        "resnet-8",
        "--epochs",
        "6",
        "--seed",
        "3",
      );
      requireSuccess(trained);
      const result = jsonOf<{
        run: string;
        seconds: number;
        metrics: Record<"train" | "validation" | "test", Metrics>;
      }>(trained);
      run = result.run;
      expect(result.seconds).toBeGreaterThan(0);
      expect(Object.keys(result.metrics)).toEqual([
        "train",
        "validation",
        "test",
      ]);
      for (const side of Object.values(result.metrics)) {
        expect(Object.keys(side)).toEqual(["accuracy", "loss", "top5"]);
        expect(side.top5).toBe(1);
      }
      expect(result.metrics.train.accuracy).toBeGreaterThan(0.8);
      expect(trained.stderr).toContain("Epoch 1 (scratch)");
    });

    it("evaluates again with the same figures, an interval and the reason of cross-validation or its absence", async () => {
      const evaluation = jsonOf<{
        accuracy: { value: number; low: number; high: number };
        imageCount: number;
        confusion: number[][];
      }>(await command("evaluate", "--project", project, "--run", run));
      const { metrics } = jsonOf<{ metrics: { test: Metrics } }>(trained);
      expect(evaluation.accuracy.value).toBe(metrics.test.accuracy);
      expect(evaluation.accuracy.low).toBeLessThan(evaluation.accuracy.value);
      expect(evaluation.confusion.flat().reduce((a, b) => a + b)).toBe(
        evaluation.imageCount,
      );
    });

    it("predicts pictures and folders into a table", async () => {
      const csv = join(home.root, "out.csv");
      const result = await command(
        "predict",
        "--project",
        project,
        "--run",
        run,
        "--csv",
        csv,
        join(pictures, "red disc"),
        join(pictures, "blue square", "3.jpg"),
      );
      requireSuccess(result);
      const { predictions } = jsonOf<{
        predictions: {
          name: string;
          top: { name: string; probability: number }[];
        }[];
      }>(result);
      expect(predictions).toHaveLength(21);
      const right = predictions.filter(
        ({ name, top }) =>
          top[0]?.name === "red disc" && /^\d+\.jpg$/.test(name),
      );
      expect(right.length).toBeGreaterThan(14);
      for (const { top } of predictions) {
        const sum = top.reduce(
          (total, { probability }) => total + probability,
          0,
        );
        expect(sum).toBeCloseTo(1, 4);
      }
      const lines = (await readFile(csv, "utf8")).split("\r\n").slice(0, -1);
      expect(lines).toHaveLength(22);
      expect(lines[0]).toBe(
        "\uFEFFfile,class,probability,error,blue square,green triangle,red disc",
      );
    });

    it("lists a file that is no picture with the reason, and goes on", async () => {
      const result = await command(
        "predict",
        "--project",
        project,
        "--run",
        run,
        join(home.root, "out.csv"),
        join(pictures, "red disc", "1.jpg"),
      );
      const { predictions, failed } = jsonOf<{
        failed: number;
        predictions: { error: { code: string } | null }[];
      }>(result);
      expect(result.code).toBe(0);
      expect(failed).toBe(1);
      expect(
        predictions.filter(({ error }) => error !== null)[0]?.error?.code,
      ).toMatch(/^image\//);
    });

    it("explains a picture with a PNG", async () => {
      const out = join(home.root, "heat.png");
      const image = join(pictures, "red disc", "2.jpg");
      const result = await command(
        "explain",
        image,
        "--project",
        project,
        "--run",
        run,
        "--class",
        "red disc",
        "--out",
        out,
      );
      requireSuccess(result);
      const bytes = await readFile(out);
      expect(bytes.subarray(1, 4).toString()).toBe("PNG");
      expect(bytes.readUInt32BE(16)).toBe(512);
    });

    it("exports both formats, checked", async () => {
      const out = join(home.root, "export");
      const result = await command(
        "export",
        "--project",
        project,
        "--run",
        run,
        "--format",
        "tfjs,onnx",
        "--out",
        out,
      );
      requireSuccess(result);
      const { formats } = jsonOf<{
        formats: {
          format: string;
          parity: { passed: boolean; skipped: string | null }[];
        }[];
      }>(result);
      expect(formats.map(({ format }) => format)).toEqual(["tfjs", "onnx"]);
      for (const { parity } of formats) {
        expect(parity.length).toBeGreaterThan(0);
        for (const check of parity) {
          expect(check.passed || check.skipped !== null).toBe(true);
        }
      }
      expect(
        (await stat(join(out, "tfjs", "model.json"))).size,
      ).toBeGreaterThan(1000);
    });

    it("leaves no lock, no runtime file and no upload behind", async () => {
      expect(await readdir(project)).not.toContain("lock-holder.json");
      const runtime = join(home.root, "cache", "runtime");
      expect(await readdir(runtime).catch(() => [])).toEqual([]);
    });
  },
);
