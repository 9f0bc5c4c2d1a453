import { randomBytes } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

import { BodyLimitPlugin, RPCHandler } from "@orpc/server/node";

import { EVENTS_PATH, RPC_PATH } from "#api/paths.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Engine } from "#engine/engine.ts";
import { cookieName, decideRequest, ownOrigin } from "./decide-request.ts";
import { EventSocket } from "./event-socket.ts";
import { serveFileRoute } from "./file-routes.ts";
import { problemOf, sendProblem } from "./http-answers.ts";
import { securityHeaders } from "./security-headers.ts";
import { decideStaticFile, sendStaticFile } from "./static-files.ts";

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Folder of the built renderer. */
  readonly rendererFolder: string;
}

export interface EngineServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** The address with its one-time code: good for one browser. */
  readonly loginUrl: string;
  /** What a host that is not a browser tab sets instead of using the code. */
  readonly cookie: { readonly name: string; readonly value: string };
  /** Lets programs of the same user in; to be kept in a file that only they can read. */
  readonly bearer: string;
  /** Ends all connections and frees the port. */
  close(): Promise<void>;
}

const MAXIMUM_REQUEST_BYTES = 64 * 1024 * 1024;

/**
 * Serves an engine on 127.0.0.1 and nowhere else.
 * @throws StudioError `server/port-in-use`
 */
export async function startServer(
  engine: Engine,
  options: ServerOptions,
): Promise<EngineServer> {
  const server = createServer();
  server.requestTimeout = 0;
  const port = await listen(server, options.port);
  const identity = {
    port,
    session: randomBytes(32).toString("base64url"),
    bearer: randomBytes(32).toString("base64url"),
    code: randomBytes(18).toString("base64url") as string | null,
  };
  const headers = securityHeaders(port);
  const events = new EventSocket(engine.events);
  const rpc = new RPCHandler(engine.handlers, {
    plugins: [new BodyLimitPlugin({ maxBodySize: MAXIMUM_REQUEST_BYTES })],
  });

  server.on("request", (request, response) => {
    for (const [name, value] of Object.entries(headers)) {
      response.setHeader(name, value);
    }
    response.on("error", () => undefined);
    answer(request, response).catch((error: unknown) => {
      if (request.destroyed && !response.writable) return;
      const { status, problem } = problemOf(error);
      if (status === 500) {
        engine.log.error("A request failed", {
          method: request.method,
          error: String((error as Error).stack ?? error),
        });
      }
      sendProblem(response, status, problem);
    });
  });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const verdict = decideRequest(factsOf(request), identity);
    if (verdict.kind === "refuse") {
      sendProblem(response, verdict.status, verdict, wantsPage(request));
      return;
    }
    if (verdict.kind === "exchange") {
      identity.code = null;
      response.writeHead(303, {
        Location: verdict.location,
        "Set-Cookie": `${cookieName(port)}=${identity.session}; HttpOnly; SameSite=Strict; Path=/`,
        "Cache-Control": "no-store",
      });
      response.end();
      return;
    }
    // As it was sent: a URL object would quietly resolve a `..` that is to be refused.
    const pathname = (request.url ?? "/").split("?", 1)[0]!;
    if (pathname.startsWith(`${RPC_PATH}/`)) {
      const { matched } = await rpc.handle(request, response, {
        prefix: RPC_PATH,
        context: {},
      });
      if (matched) return;
    } else if (
      (await serveFileRoute(engine.files, pathname, request, response)) ||
      (await serveRenderer(pathname, request, response))
    ) {
      return;
    }
    sendProblem(
      response,
      404,
      { code: "server/not-found", message: `There is nothing at ${pathname}.` },
      wantsPage(request),
    );
  }

  async function serveRenderer(
    pathname: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    const file = decideStaticFile(pathname);
    if (file === null) return false;
    const headOnly = request.method === "HEAD";
    if (
      await sendStaticFile(options.rendererFolder, file, response, headOnly)
    ) {
      return true;
    }
    if (file.path !== "index.html") return false;
    sendProblem(
      response,
      503,
      {
        code: "server/no-studio",
        message:
          "The engine runs, but the studio's pages have not been built. Run `npm start`, which builds them.",
      },
      true,
    );
    return true;
  }

  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const verdict = decideRequest(factsOf(request), identity);
    if (
      verdict.kind === "allow" &&
      request.url?.split("?", 1)[0] === EVENTS_PATH
    ) {
      events.accept(request, socket, head);
      return;
    }
    const status = verdict.kind === "refuse" ? verdict.status : 404;
    socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
  });

  return {
    port,
    origin: ownOrigin(port),
    loginUrl: `${ownOrigin(port)}/?code=${identity.code}`,
    cookie: { name: cookieName(port), value: identity.session },
    bearer: identity.bearer,
    close: () =>
      new Promise((resolve) => {
        events.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function factsOf(request: IncomingMessage) {
  const { host, origin, cookie, authorization } = request.headers;
  return {
    method: request.method ?? "GET",
    target: request.url ?? "/",
    host,
    origin,
    secFetchSite: request.headers["sec-fetch-site"] as string | undefined,
    cookie,
    authorization,
  };
}

function wantsPage(request: IncomingMessage): boolean {
  return request.headers.accept?.includes("text/html") ?? false;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE" || error.code === "EACCES"
          ? new StudioError(
              "server/port-in-use",
              `Port ${port} of this machine cannot be used: another program has it, or it is reserved. Choose another with --port, or leave --port out to get a free one.`,
              { cause: error },
            )
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}
