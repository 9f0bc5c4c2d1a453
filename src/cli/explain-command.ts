import { resolve } from "node:path";

import type { Command } from "commander";

import { StudioError } from "#engine/base/errors.ts";
import type { EngineClient } from "#engine/engine.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import {
  formatShare,
  printResult,
  type OutputOptions,
} from "./command-output.ts";

interface ExplainOptions extends OutputOptions {
  readonly project: string;
  readonly run: string;
  readonly out: string;
  readonly class?: string;
}

export function addExplain(program: Command): void {
  program
    .command("explain")
    .description("Paint where a run looks on a picture (Grad-CAM).")
    .argument("<image>", "picture")
    .requiredOption("--project <directory>", "the project")
    .requiredOption("--run <id>", "the trained run")
    .requiredOption("--out <png>", "the picture to write")
    .option("--class <name>", "class to explain; default: the predicted one")
    .option("--json", "print the result as one line of JSON")
    .action(explain);
}

async function explain(image: string, options: ExplainOptions): Promise<void> {
  const session = await openProjectSession(options.project);
  const result = await inSession(session, async (client) =>
    client.explain.saveHeatmap({
      runId: options.run,
      picture: { path: resolve(image) },
      file: resolve(options.out),
      classId:
        options.class === undefined
          ? undefined
          : await classIdOf(client, options.run, options.class),
    }),
  );
  const explained = result.probabilities.find(
    ({ classId }) => classId === result.classId,
  );
  printResult(
    options,
    result,
    `${result.file} shows what speaks for "${explained?.name}" (${formatShare(explained?.probability ?? 0)}).`,
  );
}

async function classIdOf(
  client: EngineClient,
  runId: string,
  name: string,
): Promise<number> {
  const { classes } = await client.training.run({ runId });
  const found = classes.find((entry) => entry.name === name.normalize("NFC"));
  if (found) return found.id;
  throw new StudioError(
    "explain/unknown-class",
    `The run has no class "${name}". Its classes are ${classes.map((entry) => entry.name).join(", ")}.`,
  );
}
