import { resolve } from "node:path";

import { InvalidArgumentError, type Command } from "commander";

import { createEngine } from "#engine/engine.ts";
import { startServer } from "#engine/server/engine-server.ts";
import { untilAskedToEnd } from "./asked-to-end.ts";
import { openBrowser } from "./open-browser.ts";

interface ServeOptions {
  readonly port: number;
  readonly project?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

export function addServe(program: Command): void {
  program
    .command("serve")
    .description(
      "Serve the studio on 127.0.0.1 and print its address. Ends with Ctrl+C.",
    )
    .option("--port <number>", "port; 0 takes a free one", parsePort, 0)
    .option("--project <directory>", "open this project, or make it")
    .option("--open", "open the default browser")
    .option("--json", "print the address as one line of JSON")
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const engine = await createEngine();
  try {
    const server = await startServer(engine, {
      port: options.port,
      rendererFolder: resolve(
        import.meta.dirname,
        "..",
        "..",
        "dist",
        "renderer",
      ),
    });
    try {
      await engine.announce(server);
      if (options.project) {
        await engine.openOrCreateProject(resolve(options.project));
      }
      if (options.json) {
        const { loginUrl, origin, port, cookie } = server;
        print(
          JSON.stringify({
            url: loginUrl,
            origin,
            port,
            cookie,
            pid: process.pid,
          }),
        );
      } else {
        print(`The studio is at ${server.loginUrl}`);
        print("The address works once, for one browser. Ctrl+C ends it.");
      }
      if (options.open && !(await openBrowser(server.loginUrl))) {
        process.stderr.write("Open the address in a browser.\n");
      }
      await untilAskedToEnd();
    } finally {
      await server.close();
    }
  } finally {
    await engine.close();
  }
}

function parsePort(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
