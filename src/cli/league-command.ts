import type { Command } from "commander";

import type { League } from "#api/league.ts";
import { alignedTable } from "#engine/base/aligned-table.ts";
import {
  formatShare,
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";
import { inSession, openProjectSession } from "./command-session.ts";
import { waitForJob } from "./wait-for-job.ts";

interface LeagueOptions extends OutputOptions {
  readonly models?: string[];
}

export function addLeague(program: Command): void {
  program
    .command("league")
    .description(
      "Rank the pretrained networks that are on this machine by a quick probe on a project's pictures; test pictures stay sealed.",
    )
    .argument("<project>", "the project")
    .option(
      "--models <ids>",
      "only these, separated by commas (default: all that are here)",
      (value) =>
        value
          .split(",")
          .map((id) => id.trim())
          .filter((id) => id !== ""),
    )
    .option("--json", "print the result as one line of JSON")
    .action(compare);
}

async function compare(project: string, options: LeagueOptions): Promise<void> {
  const session = await openProjectSession(project);
  const league = await inSession(session, async (client) => {
    const { jobId } = await client.league.start({ candidates: options.models });
    await waitForJob(client, jobId);
    return client.league.get({});
  });
  for (const { name, message } of league.failures) {
    printNote(`${name} could not be probed: ${message}`);
  }
  printResult(options, league, describeLeague(league));
}

const COLUMNS = [
  "network",
  "accuracy",
  "95 % interval",
  "s per 100",
  "weights",
] as const;

function describeLeague({
  entries,
  pictures,
  recommended,
  sentence,
}: Pick<League, "entries" | "pictures" | "recommended" | "sentence">): string {
  const rows = entries.map(({ id, accuracy, secondsPer100, weightsBytes }) => [
    id === recommended ? `${id} *` : id,
    formatShare(accuracy.value),
    `${formatShare(accuracy.low)} to ${formatShare(accuracy.high)}`,
    secondsPer100.toPrecision(2),
    `${(weightsBytes / 1e6).toFixed(1)} MB`,
  ]);
  return [
    ...alignedTable([COLUMNS, ...rows]),
    `Cross-validated on ${pictures} training and validation pictures. ${sentence ?? ""}`.trimEnd(),
  ].join("\n");
}
