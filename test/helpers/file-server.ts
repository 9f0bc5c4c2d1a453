import { once } from "node:events";
import {
  createServer,
  request,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

import { onTestFinished } from "vitest";

/** How a server of one file behaves; may be changed between requests. */
export interface ServedFile {
  content: Buffer;
  etag: string | null;
  /** False: the whole file is sent whatever is asked for. */
  hasRange: boolean;
  /** Of each answer, only so many bytes are sent before the connection is cut. */
  cutAfter: number | null;
  /** After so many bytes nothing more comes, and the connection stays open. */
  stallAfter: number | null;
  /** Waits between pieces of 16 kB. */
  pauseMs: number;
  /** Instead of the file. */
  status: number | null;
  location: string | null;
}

export interface FileServer {
  readonly origin: string;
  readonly file: ServedFile;
  /** The `Range` of each request so far; null where there was none. */
  readonly ranges: (string | null)[];
  readonly paths: string[];
}

/** A server on this machine that sends one file for every path, and misbehaves as told; closed when the test has finished. */
export async function serveFile(
  content: Buffer,
  behaviour: Partial<ServedFile> = {},
): Promise<FileServer> {
  const file: ServedFile = {
    content,
    etag: '"first"',
    hasRange: true,
    cutAfter: null,
    stallAfter: null,
    pauseMs: 0,
    status: null,
    location: null,
    ...behaviour,
  };
  const ranges: (string | null)[] = [];
  const paths: string[] = [];
  const origin = await listen((incoming, response) => {
    ranges.push(incoming.headers.range ?? null);
    paths.push(incoming.url ?? "");
    void answer(file, incoming, response);
  });
  return { origin, file, ranges, paths };
}

async function answer(
  file: ServedFile,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, location, etag, content } = file;
  if (status !== null) {
    response.writeHead(status, location === null ? {} : { location });
    response.end("no file");
    return;
  }
  const asked = /^bytes=(\d+)-$/.exec(incoming.headers.range ?? "")?.[1];
  const isSame = incoming.headers["if-range"] === etag;
  const start =
    file.hasRange && asked !== undefined && isSame ? Number(asked) : 0;
  const isPart = start > 0;
  response.writeHead(isPart ? 206 : 200, {
    "content-length": content.length - start,
    ...(etag === null ? {} : { etag }),
    ...(isPart
      ? {
          "content-range": `bytes ${start}-${content.length - 1}/${content.length}`,
        }
      : {}),
  });
  const end = Math.min(
    content.length,
    start + (file.cutAfter ?? file.stallAfter ?? content.length),
  );
  for (let at = start; at < end; at += 16_384) {
    if (response.destroyed) return;
    response.write(content.subarray(at, Math.min(end, at + 16_384)));
    await wait(file.pauseMs);
  }
  if (end === content.length) response.end();
  else if (file.cutAfter !== null) {
    await wait(30);
    response.destroy();
  }
}

export interface Proxy {
  readonly origin: string;
  /** What was asked through it: hosts of tunnels, URLs of forwarded requests. */
  readonly asked: string[];
}

/** A proxy on this machine that tunnels (CONNECT) and forwards. @param login `user:password` that it wants */
export async function startProxy(login?: string): Promise<Proxy> {
  const asked: string[] = [];
  const wanted = login && `Basic ${Buffer.from(login).toString("base64")}`;
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? "");
    const { method, headers } = incoming;
    const onward = request(incoming.url ?? "", { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    incoming.pipe(onward);
  });
  server.on("connect", (incoming: IncomingMessage, client, head: Buffer) => {
    asked.push(incoming.url ?? "");
    if (wanted && incoming.headers["proxy-authorization"] !== wanted) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const [host, port] = (incoming.url ?? "").split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      target.pipe(client);
      client.pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  });
  return { origin: await listening(server), asked };
}

function listen(
  handle: (incoming: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  return listening(createServer(handle));
}

async function listening(
  server: ReturnType<typeof createServer>,
): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
