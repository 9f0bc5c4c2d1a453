import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";

import { createEngine, type Engine } from "#engine/engine.ts";
import {
  startServer,
  type EngineServer,
} from "#engine/server/engine-server.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "#test/helpers/engine-folders.ts";

let home: EngineFolders;
let engine: Engine;
let server: EngineServer;
let cookie: string;

beforeAll(async () => {
  home = await temporaryEngineFolders();
  const rendererFolder = join(home.root, "renderer");
  await mkdir(join(rendererFolder, "assets"), { recursive: true });
  await writeFile(join(rendererFolder, "index.html"), "<h1>Studio</h1>");
  await writeFile(
    join(rendererFolder, "assets", "main-12345678.js"),
    "export {}",
  );
  await writeFile(join(home.root, "secret.txt"), "secret");
  engine = await createEngine({ folders: home.folders });
  server = await startServer(engine, { port: 0, rendererFolder });
  cookie = `${server.cookie.name}=${server.cookie.value}`;
});

afterAll(async () => {
  await server.close();
  await engine.close();
  await home[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request exactly as given: unlike fetch, Host and Origin can be anything. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  options: { method?: string; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: "127.0.0.1",
        port: server.port,
        path,
        method: options.method ?? "GET",
        headers,
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text) => (body += text));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body,
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(options.body);
  });
}

function rpc(headers: Record<string, string>): Promise<Answer> {
  return ask(
    "/rpc/system/info",
    { "content-type": "application/json", ...headers },
    { method: "POST", body: '{"json":{}}' },
  );
}

/** The status with which an upgrade is refused, or 101. */
function upgrade(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/events`, {
      headers,
    });
    socket.on("open", () => {
      socket.close();
      resolve(101);
    });
    socket.on("unexpected-response", (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on("error", reject);
  });
}

describe("the server on a real socket", () => {
  it("exchanges the printed address once, for a cookie that scripts cannot read", async () => {
    const { pathname, search } = new URL(server.loginUrl);
    const first = await ask(pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe("/");
    const set = first.headers["set-cookie"]?.[0] ?? "";
    expect(set).toContain(`convolve-${server.port}=`);
    expect(set).toContain("HttpOnly");
    expect(set).toContain("SameSite=Strict");
    const value = set.split(";")[0]!;
    expect((await ask("/", { cookie: value })).body).toBe("<h1>Studio</h1>");
    expect((await ask(pathname + search)).status).toBe(401);
  });

  it("answers with its cookie and with its bearer secret", async () => {
    expect((await rpc({ cookie })).status).toBe(200);
    expect(
      (await rpc({ authorization: `Bearer ${server.bearer}` })).status,
    ).toBe(200);
  });

  it("refuses a request with no cookie, for pages, procedures and files alike", async () => {
    expect((await rpc({})).status).toBe(401);
    expect((await ask("/")).status).toBe(401);
    expect((await ask("/assets/main-12345678.js")).status).toBe(401);
    expect((await ask("/images/1/thumbnail")).status).toBe(401);
    const upload = await ask("/uploads/x/a.jpg", {}, { method: "PUT" });
    expect(upload.status).toBe(401);
  });

  it("tells a person what to do instead", async () => {
    const page = await ask("/", { accept: "text/html" });
    expect(page.headers["content-type"]).toContain("text/html");
    expect(page.body).toContain("one-time code");
  });

  it("refuses a foreign Host even with the cookie", async () => {
    const answer = await rpc({
      cookie,
      host: `rebound.example:${server.port}`,
    });
    expect(answer.status).toBe(421);
    expect(JSON.parse(answer.body).code).toBe("server/foreign-host");
  });

  it("refuses a foreign Origin even with the cookie", async () => {
    const answer = await rpc({ cookie, origin: "http://evil.example" });
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).code).toBe("server/foreign-origin");
  });

  it("refuses what a browser marks as coming from another site", async () => {
    expect((await rpc({ cookie, "sec-fetch-site": "cross-site" })).status).toBe(
      403,
    );
    expect((await rpc({ cookie, "sec-fetch-site": "same-site" })).status).toBe(
      403,
    );
  });

  it("guards the WebSocket's upgrade in the same way", async () => {
    const origin = server.origin;
    expect(await upgrade({ cookie, origin })).toBe(101);
    expect(await upgrade({ cookie })).toBe(101);
    expect(await upgrade({ origin })).toBe(401);
    expect(await upgrade({ cookie: "convolve-1=x" })).toBe(401);
    expect(await upgrade({ cookie, origin: "http://evil.example" })).toBe(403);
    expect(await upgrade({ cookie, host: "evil.example" })).toBe(421);
  });

  it("sends no page without its policies", async () => {
    const { headers } = await ask("/", { cookie });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toContain("unsafe-eval");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers["permissions-policy"]).toContain("camera=(self)");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  it("lets hashed files be kept and index.html not", async () => {
    const asset = await ask("/assets/main-12345678.js", { cookie });
    expect(asset.headers["cache-control"]).toContain("immutable");
    const screen = await ask("/train/anything", { cookie });
    expect(screen.body).toBe("<h1>Studio</h1>");
    expect(screen.headers["cache-control"]).toBe("no-cache");
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
  ])("does not leave the renderer's folder for %s", async (path) => {
    const answer = await ask(path, { cookie });
    expect(answer.body).not.toContain("secret\n");
    expect(answer.body).not.toBe("secret");
    expect(answer.status).toBe(404);
  });

  it("takes uploads into their own folder only", async () => {
    const created = await ask(
      "/rpc/datasets/createUpload",
      { cookie, "content-type": "application/json" },
      { method: "POST", body: '{"json":{"name":"fruit"}}' },
    );
    const { uploadId } = JSON.parse(created.body).json as { uploadId: string };
    const put = (path: string, body: string) =>
      ask(`/uploads/${uploadId}/${path}`, { cookie }, { method: "PUT", body });
    expect((await put("apple/1.jpg", "picture")).status).toBe(204);
    const again = await put("apple/1.jpg", "other");
    expect(again.status).toBe(409);
    for (const path of ["%2e%2e/x.jpg", "..%2fx.jpg", "a/..%5Cx.jpg", "con"]) {
      const answer = await put(path, "x");
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).code).toBe("upload/path");
    }
    const kept = join(home.root, "cache", "runtime", `uploads-${process.pid}`);
    expect(await readdir(kept)).toEqual([uploadId]);
    expect(await readFile(join(kept, uploadId, "apple", "1.jpg"), "utf8")).toBe(
      "picture",
    );
    const unknown = await ask(
      "/uploads/nothing/a.jpg",
      { cookie },
      { method: "PUT", body: "x" },
    );
    expect(unknown.status).toBe(404);
  });

  it("answers a failed procedure with a code and a sentence, not a stack", async () => {
    const answer = await ask(
      "/rpc/projects/open",
      { cookie, "content-type": "application/json" },
      { method: "POST", body: '{"json":{"path":"/no/such/project"}}' },
    );
    expect(answer.status).toBe(422);
    const { json } = JSON.parse(answer.body);
    expect(json.data.code).toBe("project/not-found");
    expect(answer.body).not.toContain("    at ");
  });

  it("says what is wrong with a request that does not fit the contract", async () => {
    const answer = await ask(
      "/rpc/models/get",
      { cookie, "content-type": "application/json" },
      { method: "POST", body: '{"json":{"id":"lenet-5","inputSize":2}}' },
    );
    const { json } = JSON.parse(answer.body);
    expect(json.data.code).toBe("request/invalid");
    expect(json.message).toContain("inputSize");
  });

  it("sends events to a client, and keeps on when another one is gone", async () => {
    const open = () =>
      new Promise<WebSocket>((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${server.port}/events`, {
          headers: { cookie },
        });
        socket.on("open", () => resolve(socket));
      });
    const gone = await open();
    const socket = await open();
    gone.terminate();
    const message = new Promise<string>((resolve) =>
      socket.once("message", (data) => resolve(String(data))),
    );
    engine.events.publish({ type: "dataset" });
    expect(JSON.parse(await message)).toEqual({ type: "dataset" });
    socket.close();
  });

  it("cannot be reached from outside this machine", async () => {
    // Listening on 127.0.0.1 only: the other loopback addresses are refused too.
    await expect(
      new Promise((resolve, reject) => {
        const socket = connect(server.port, "127.0.0.2");
        socket.on("connect", resolve).on("error", reject);
      }),
    ).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("keeps its secret where only this user can read it, and takes it away", async () => {
    const other = await createEngine({ folders: home.folders });
    await other.announce(server);
    const folder = join(home.root, "cache", "runtime");
    const file = join(folder, `engine-${process.pid}.json`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await other.close();
    expect(await readdir(folder)).not.toContain(`engine-${process.pid}.json`);
  });

  it("clears away what a killed engine has left", async () => {
    const folder = join(home.root, "cache", "runtime");
    const dead = 4_000_000;
    await mkdir(join(folder, `uploads-${dead}`, "x"), { recursive: true });
    await writeFile(join(folder, `engine-${dead}.json`), "{}");
    const other = await createEngine({ folders: home.folders });
    await other.announce(server);
    expect((await readdir(folder)).join()).not.toContain(String(dead));
    await other.close();
  });

  it("says in a sentence that a port is taken", async () => {
    await expect(
      startServer(engine, { port: server.port, rendererFolder: home.root }),
    ).rejects.toMatchObject({ code: "server/port-in-use" });
  });
});
