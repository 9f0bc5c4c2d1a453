// The door of every npm script. Plain JavaScript for whatever Node (20 or later) is on the machine: installs what is missing,
// builds what is stale, then runs the wanted command on the pinned Node that came with the packages.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import process from "node:process";

import { buildStale } from "./build.js";
import { installIfNeeded } from "./install.js";
import { pinnedNode } from "./pinned-node.js";
import { ROOT } from "./root.js";

const COMMANDS = {
  start: {
    builds: ["renderer", "electron"],
    run: [[join("src", "setup", "start.ts")]],
  },
  dev: { builds: ["electron"], run: [[join("src", "setup", "develop.ts")]] },
  convolve: { builds: [], run: [[join("src", "cli", "main.ts")]] },
  test: {
    builds: ["renderer", "electron"],
    run: [[join("src", "setup", "test.ts")]],
  },
  check: {
    builds: ["renderer", "electron"],
    run: [
      [tool("typescript", "bin", "tsc"), "--noEmit", "-p", "."],
      [tool("oxlint", "bin", "oxlint"), "--deny-warnings"],
      [
        tool("prettier", "bin", "prettier.cjs"),
        "--check",
        "--log-level",
        "warn",
        ".",
      ],
      [join("src", "setup", "test.ts")],
    ],
  },
  format: {
    builds: [],
    run: [
      [
        tool("prettier", "bin", "prettier.cjs"),
        "--write",
        "--log-level",
        "warn",
        ".",
      ],
    ],
  },
  bench: { builds: [], run: [[join("test", "bench", "main.ts")]] },
  stage: {
    builds: ["renderer", "electron"],
    run: [[join("electron", "packaging", "stage.ts")]],
  },
  dist: {
    builds: ["renderer", "electron"],
    run: [[join("electron", "packaging", "dist.ts")]],
  },
};

function tool(...parts) {
  return join("node_modules", ...parts);
}

async function main() {
  const [name, ...rest] = process.argv.slice(2);
  const command = COMMANDS[name ?? ""];
  if (!command) {
    process.stderr.write(
      `Expected one of: ${Object.keys(COMMANDS).join(", ")}. Received: ${name ?? "nothing"}.\n`,
    );
    return 2;
  }
  installIfNeeded();
  const node = pinnedNode();
  buildStale(node, command.builds);
  for (const [index, step] of command.run.entries()) {
    const last = index === command.run.length - 1;
    const code = await runOn(node, last ? [...step, ...rest] : step);
    if (code !== 0) return code;
  }
  return 0;
}

/** Runs the pinned Node with these arguments; signals go through, so that Ctrl-C ends the child as a person expects. */
function runOn(node, parameters) {
  // The caller's folder stays the working directory, so that paths on the command line mean what they say.
  const child = spawn(
    node,
    [join(ROOT, parameters[0]), ...parameters.slice(1)],
    {
      stdio: "inherit",
      cwd: parameters[0].startsWith("node_modules")
        ? ROOT
        : (process.env.INIT_CWD ?? process.cwd()),
    },
  );
  const forward = (signal) => child.kill(signal);
  process.on("SIGINT", forward);
  process.on("SIGTERM", forward);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on("exit", (code, signal) => {
      process.off("SIGINT", forward);
      process.off("SIGTERM", forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

process.exitCode = await main();
