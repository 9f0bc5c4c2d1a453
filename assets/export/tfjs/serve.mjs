// Serves this folder to this machine only: node serve.mjs, then open the address it prints.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const directory = import.meta.dirname;
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
};

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const path = normalize(
    join(
      directory,
      decodeURIComponent(pathname === "/" ? "/check.html" : pathname),
    ),
  );
  try {
    if (!path.startsWith(directory + sep)) throw new Error("outside");
    const content = await readFile(path);
    response.writeHead(200, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
    });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end("There is no such file.");
  }
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log("http://127.0.0.1:" + server.address().port + "/check.html");
});
