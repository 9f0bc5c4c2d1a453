import { Command, CommanderError } from "commander";

import { describeError } from "#engine/base/errors.ts";
import { toStudioError } from "#engine/engine.ts";
import { COMMANDS } from "./commands.ts";

/** Runs one command as if typed. @returns the exit code: 0 only on success, 2 when the command was not understood */
export async function runCommand(args: readonly string[]): Promise<number> {
  const program = new Command("convolve")
    .description(
      "Image classification: labelled folders in, a classifier you can trust out.",
    )
    .showHelpAfterError("(add --help for what is possible)")
    .exitOverride();
  for (const add of COMMANDS) add(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { code, message } = describeError(toStudioError(error));
    process.stderr.write(`\nError: ${message}\n`);
    if (args.includes("--json")) {
      process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    }
    return 1;
  }
}
