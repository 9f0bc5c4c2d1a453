import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, mkdir, readdir, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { collect, jsonOf, requireSuccess } from "#test/helpers/command-line.ts";
import {
  generateDataset,
  THREE_SHAPES,
} from "#test/helpers/generated-dataset.ts";

const ROOT = resolve(import.meta.dirname, "..", "..");
const NODE = process.platform === "win32" ? "node.exe" : "node";
const NATIVE = /\.(node|dll|exe|dylib)$|\.so(\.\d+)*$/;

/** As little of this process's surroundings as a program can start with: no PATH to another Node, no NODE_PATH, no npm. */
const SYSTEM_VARIABLES = ["SystemRoot", "TEMP", "TMP", "TMPDIR", "LANG"];

let folder: string;
let engine: string;
let files: readonly string[];

/** Starts the staged program, in an empty folder, with its own Node. */
function start(...args: string[]): ChildProcess {
  return spawn(
    join(engine, "runtime", NODE),
    [join(engine, "src", "cli", "main.ts"), ...args, "--json"],
    {
      cwd: join(folder, "empty"),
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...Object.fromEntries(
          SYSTEM_VARIABLES.map((name) => [name, process.env[name]]),
        ),
        HOME: join(folder, "home"),
        USERPROFILE: join(folder, "home"),
        CONVOLVE_HOME: join(folder, "home"),
      },
    },
  );
}

async function command<Answer>(...args: string[]): Promise<Answer> {
  const result = await collect(start(...args));
  requireSuccess(result);
  return jsonOf<Answer>(result);
}

// Far from the checkout: what the staged folder lacks cannot be found upwards in the checkout's node_modules.
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "convolve-staged-")));
  await mkdir(join(folder, "empty"));
  await mkdir(join(folder, "home"));
  await promisify(execFile)(process.execPath, [
    join(ROOT, "electron", "packaging", "stage.ts"),
    folder,
  ]);
  engine = join(folder, "engine");
  files = await readdir(engine, { recursive: true });
  await generateDataset(join(folder, "shapes"), {
    classes: THREE_SHAPES,
    imagesPerClass: 12,
    size: 32,
  });
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe(
  "the staged engine, with its own Node and nothing of the checkout",
  { timeout: 120_000 },
  () => {
    const project = (): string => join(folder, "shapes.convolve");
    let run = "";

    it("holds native modules of this platform only", async () => {
      const native = files
        .map((path) => path.replaceAll("\\", "/"))
        .filter((path) => NATIVE.test(path))
        .toSorted();
      const here = new RegExp(
        `^runtime/|/${process.platform}/${process.arch}/|[-/](sharp|libvips)-${process.platform}-${process.arch}/|/webgpu/dist/${process.platform}-(universal|${process.arch})/|/usearch/prebuilds/${process.platform}-[^/]*${process.arch}[^/]*/`,
      );
      expect(native.filter((path) => !here.test(path))).toEqual([]);
      expect(native.some((path) => path.includes("/onnxruntime-node/"))).toBe(
        true,
      );
      expect(native.some((path) => path.includes("/@img/"))).toBe(true);

      const megabytes = (await sizeOf(engine, files)) / 2 ** 20;
      console.log(
        `staged for ${process.platform}-${process.arch}: ${megabytes.toFixed(0)} MiB in ${files.length} files and folders`,
      );
      expect(megabytes).toBeLessThan(400);
    });

    it("imports", async () => {
      const answer = await command<{ images: number }>(
        "import",
        join(folder, "shapes"),
        "--project",
        project(),
      );
      expect(answer.images).toBe(36);
    });

    async function train(model: string): Promise<string> {
      const trained = await command<{
        run: string;
        metrics: { test: { accuracy: number; loss: number } };
      }>("train", "--project", project(), "--model", model, "--epochs", "2");
      expect(trained.metrics.test.loss).toBeGreaterThan(0);
      expect(trained.metrics.test.loss).toBeLessThan(20);
      return trained.run;
    }

    it("trains on the weights that it ships", async () => {
      run = await train("convolve-mobilenet-v2");
      expect(run).toMatch(/^run-/);
    });

    it("predicts", async () => {
      const { predictions } = await command<{
        predictions: { top: { name: string; probability: number }[] }[];
      }>(
        "predict",
        join(folder, "shapes", "red disc", "1.jpg"),
        "--project",
        project(),
        "--run",
        run,
      );
      expect(predictions).toHaveLength(1);
      expect(
        predictions[0]?.top.reduce(
          (sum, { probability }) => sum + probability,
          0,
        ),
      ).toBeCloseTo(1, 4);
    });

    it("exports, and its checks find sharp, onnxruntime and TensorFlow.js", async () => {
      // A small network: TensorFlow.js checks it on the processor.
      const small = await train("resnet-8");
      const out = join(folder, "export");
      const { formats } = await command<{
        formats: {
          format: string;
          parity: {
            runtime: string;
            passed: boolean;
            skipped: string | null;
          }[];
        }[];
      }>(
        "export",
        "--project",
        project(),
        "--run",
        small,
        "--format",
        "onnx,tfjs",
        "--out",
        out,
      );
      expect(formats.map(({ format }) => format).toSorted()).toEqual([
        "onnx",
        "tfjs",
      ]);
      for (const { parity } of formats) {
        const checked = parity.filter(({ skipped }) => skipped === null);
        expect(checked.length).toBeGreaterThan(0);
        expect(checked.filter(({ passed }) => !passed)).toEqual([]);
      }
      expect(await readdir(join(out, "tfjs"))).toContain("tf.min.js");
    });

    it("serves the studio", async () => {
      const server = start("serve");
      try {
        const lines = createInterface({ input: server.stdout! });
        const [line] = (await once(lines, "line")) as [string];
        const { url } = JSON.parse(line) as { url: string };
        const first = await fetch(url, { redirect: "manual" });
        const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
        const page = await fetch(new URL("/", url), { headers: { cookie } });
        expect(page.status).toBe(200);
        const html = await page.text();
        const script = /<script[^>]+src="([^"]+\.js)"/.exec(html)?.[1];
        expect(script).toBeDefined();
        const loaded = await fetch(new URL(script!, url), {
          headers: { cookie },
        });
        expect(loaded.status).toBe(200);
        expect(loaded.headers.get("content-type")).toContain("javascript");
      } finally {
        const ended = once(server, "exit");
        server.kill("SIGTERM");
        await ended;
      }
    });
  },
);

async function sizeOf(base: string, paths: readonly string[]): Promise<number> {
  let sum = 0;
  for (const path of paths) {
    const facts = await stat(join(base, path));
    if (facts.isFile()) sum += facts.size;
  }
  return sum;
}
