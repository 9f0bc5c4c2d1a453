import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/**
 * `npm run bench`: speed beside Keras, PyTorch and onnxruntime (`src/bench`; its options go through, such as `-- --quick`), on real pictures
 * and a real backbone where the test data is there. With names, accuracy instead: `npm run bench -- clothing-10`.
 */
const PICTURES = "datasets/clothing-10";
const BACKBONE = "weights/teachable-machine/image-model.zip";
const ACCURACY = ["clothing-10", "lenet-5-mnist"];
const SPEED = resolve(import.meta.dirname, "..", "..", "src/bench/main.ts");

const args = process.argv.slice(2);
const named = ACCURACY.filter((name) => args.includes(name));
if (named.length === 0) {
  process.exitCode = await run(SPEED, [...args, ...realData()]);
}
for (const name of named) {
  console.log(`# ${name}`);
  const code = await run(join(import.meta.dirname, `${name}.ts`), []);
  if (code !== 0) process.exitCode = code;
}

function realData(): string[] {
  const data = args.includes("--data") || !hasTestData(PICTURES);
  const backbone = args.includes("--backbone") || !hasTestData(BACKBONE);
  return [
    ...(data ? [] : ["--data", testDataPath(PICTURES)]),
    ...(backbone ? [] : ["--backbone", testDataPath(BACKBONE)]),
  ];
}

/** Runs a program to its end; Ctrl+C reaches it too, and it ends what it has started. */
function run(script: string, parameters: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [script, ...parameters], {
    stdio: "inherit",
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return new Promise((done) => {
    child.on("error", () => done(1));
    child.on("exit", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      done(code ?? 130);
    });
  });
}
