import type { Command } from "commander";

import { inSession, openSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";

export function addDevices(program: Command): void {
  program
    .command("devices")
    .description("List what this machine has to compute with.")
    .option("--json", "print the result as one line of JSON")
    .action(showDevices);
}

async function showDevices(options: OutputOptions): Promise<void> {
  await inSession(await openSession(), async (client) => {
    const devices = await client.system.devices({});
    const lines = devices.map(
      ({ name, provider, chosen, note }) =>
        `${chosen ? "* " : "  "}${name} (${provider}). ${note}`,
    );
    printResult(options, devices, lines.join("\n"));
  });
}
