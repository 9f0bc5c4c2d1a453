import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

import { createServer, type ProxyOptions } from "vite";

/**
 * `npm run dev`: the engine on its sources, started again by Node when they change, behind Vite, which reloads the studio in place.
 * Vite hands the engine's paths on with the engine's own Origin and cookie, so that the engine's checks stay as they are.
 */
const ROOT = resolve(import.meta.dirname, "..", "..");
const ENGINE_PORT = 4710;
const ENGINE_ORIGIN = `http://127.0.0.1:${ENGINE_PORT}`;
const ENGINE_PATHS = [
  "/rpc",
  "/images",
  "/uploads",
  "/exports",
  "/predictions",
  "/events",
];

let cookie = "";

const engine = spawn(
  process.execPath,
  [
    "--watch-path=src",
    "--watch-preserve-output",
    "src/cli/main.ts",
    "serve",
    "--json",
    "--port",
    String(ENGINE_PORT),
  ],
  { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] },
);
createInterface({ input: engine.stdout }).on("line", (line) => {
  void takeCookie(line);
});

const forward: ProxyOptions = {
  target: ENGINE_ORIGIN,
  changeOrigin: true,
  ws: true,
  configure: (proxy) => {
    const sign = (
      request: { setHeader(name: string, value: string): unknown },
      { headers }: { headers: { origin?: string; host?: string } },
    ) => {
      // A page of another site keeps its own Origin, and the engine refuses it.
      const { origin, host } = headers;
      if (origin !== undefined && origin !== `http://${host}`) return;
      request.setHeader("origin", ENGINE_ORIGIN);
      request.setHeader("cookie", cookie);
    };
    proxy.on("proxyReq", sign);
    proxy.on("proxyReqWs", sign);
  },
};
const vite = await createServer({
  configFile: resolve(ROOT, "vite.config.ts"),
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(ENGINE_PATHS.map((path) => [path, forward])),
  },
});
await vite.listen();
vite.printUrls();

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    engine.kill("SIGTERM");
    void vite.close().then(() => process.exit(0));
  });
}

/** The engine's first line is `{"url": …}` with a one-time code: exchanged here for the cookie that the proxy sends. */
async function takeCookie(line: string): Promise<void> {
  const url = /"url":"([^"]+)"/.exec(line)?.[1];
  if (url === undefined) {
    process.stderr.write(`${line}\n`);
    return;
  }
  const answer = await fetch(url, { redirect: "manual" });
  cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}
