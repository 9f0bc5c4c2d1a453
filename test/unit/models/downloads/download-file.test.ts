import { randomBytes } from "node:crypto";
import { open, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import {
  downloadFile,
  type DownloadOptions,
} from "#engine/models/downloads/download-file.ts";
import { openNetwork } from "#engine/models/downloads/network.ts";
import { serveFile, startProxy } from "#test/helpers/file-server.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const CONTENT = randomBytes(200_000);

async function optionsFor(
  url: string,
  changes: Partial<DownloadOptions> = {},
): Promise<DownloadOptions & { readonly told: (number | undefined)[][] }> {
  const told: (number | undefined)[][] = [];
  const network = changes.network ?? openNetwork({}, { environment: {} });
  onTestFinished(() => network.destroy());
  return {
    url: new URL(url),
    partFile: join(await temporaryFolder(), "weights.h5.part"),
    network,
    signal: new AbortController().signal,
    onBytes: (done, total) => told.push([done, total]),
    retryDelaysMs: [5, 5, 5],
    stallTimeoutMs: 2000,
    told,
    ...changes,
  };
}

describe("downloadFile", () => {
  it("fetches a file and tells of its progress", async () => {
    const server = await serveFile(CONTENT, { pauseMs: 5 });
    const options = await optionsFor(`${server.origin}/weights.h5`);
    await downloadFile(options);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
    expect(options.told[0]).toEqual([0, CONTENT.length]);
    expect(options.told.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
    expect(options.told.length).toBeGreaterThan(3);
  });

  it("goes on where each cut-off ended", async () => {
    const server = await serveFile(CONTENT, { cutAfter: 60_000 });
    const options = await optionsFor(server.origin);
    await downloadFile(options);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
    expect(server.ranges[0]).toBeNull();
    expect(
      server.ranges.filter((range) => range?.match(/^bytes=[1-9]/)).length,
    ).toBeGreaterThan(2);
  });

  it("goes on where an earlier program ended", async () => {
    const server = await serveFile(CONTENT, { cutAfter: 100_000 });
    const options = await optionsFor(server.origin, { retryDelaysMs: [] });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "models/download-cut-off",
      message: expect.stringContaining("convolve weights import"),
    });
    const { size } = await stat(options.partFile);
    expect(size).toBeGreaterThan(50_000);
    server.file.cutAfter = null;
    await downloadFile(options);
    expect(server.ranges).toEqual([null, `bytes=${size}-`]);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
  });

  it("starts anew where the server knows no ranges", async () => {
    const server = await serveFile(CONTENT, {
      hasRange: false,
      cutAfter: 100_000,
    });
    const options = await optionsFor(server.origin, { retryDelaysMs: [] });
    await expect(downloadFile(options)).rejects.toThrow(/cut off/);
    server.file.cutAfter = null;
    await downloadFile(options);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
  });

  it("gives up on a server that knows no ranges and always cuts off", async () => {
    const server = await serveFile(CONTENT, {
      hasRange: false,
      cutAfter: 50_000,
    });
    const options = await optionsFor(server.origin);
    await expect(downloadFile(options)).rejects.toThrow(/cut off/);
    expect(server.ranges.length).toBeLessThan(10);
  });

  it("starts anew when the file has changed in between", async () => {
    const server = await serveFile(CONTENT, { cutAfter: 100_000 });
    const options = await optionsFor(server.origin, { retryDelaysMs: [] });
    await expect(downloadFile(options)).rejects.toThrow(/cut off/);
    const other = randomBytes(150_000);
    Object.assign(server.file, {
      content: other,
      etag: '"second"',
      cutAfter: null,
    });
    await downloadFile(options);
    expect(await readFile(options.partFile)).toEqual(other);
  });

  it("does not join two files where the server has no mark of their sameness", async () => {
    const server = await serveFile(CONTENT, { etag: null, cutAfter: 100_000 });
    const options = await optionsFor(server.origin, { retryDelaysMs: [] });
    await expect(downloadFile(options)).rejects.toThrow(/cut off/);
    server.file.cutAfter = null;
    await downloadFile(options);
    expect(server.ranges).toEqual([null, null]);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
  });

  it("bears a slow server, and gives up on one that sends nothing more", async () => {
    const slow = await serveFile(CONTENT, { pauseMs: 30 });
    const patient = await optionsFor(slow.origin, { stallTimeoutMs: 300 });
    await downloadFile(patient);
    expect(await readFile(patient.partFile)).toEqual(CONTENT);

    const stalled = await serveFile(CONTENT, { stallAfter: 50_000 });
    const options = await optionsFor(stalled.origin, {
      stallTimeoutMs: 300,
      retryDelaysMs: [],
    });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "models/download-stalled",
    });
    expect((await stat(options.partFile)).size).toBe(50_000);
  });

  it("says at once that a file is not there", async () => {
    const server = await serveFile(CONTENT, { status: 404 });
    const options = await optionsFor(server.origin);
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "models/download-refused",
      message: expect.stringMatching(/does not have the file.*404/),
    });
    expect(server.ranges.length).toBe(1);
  });

  it("tries a busy server again", async () => {
    const server = await serveFile(CONTENT, { status: 503 });
    const options = await optionsFor(server.origin);
    setTimeout(() => (server.file.status = null), 10);
    await downloadFile({ ...options, retryDelaysMs: [20, 100, 100] });
    expect(await readFile(options.partFile)).toEqual(CONTENT);
  });

  it("follows a redirection, but to no unprotected place", async () => {
    const server = await serveFile(CONTENT);
    const gate = await serveFile(CONTENT, {
      status: 302,
      location: `${server.origin}/elsewhere`,
    });
    const options = await optionsFor(gate.origin);
    await downloadFile(options);
    expect(server.paths).toEqual(["/elsewhere"]);

    const trap = await serveFile(CONTENT, {
      status: 302,
      location: "http://unprotected.example/weights.h5",
    });
    await expect(
      downloadFile(await optionsFor(trap.origin)),
    ).rejects.toMatchObject({ code: "models/download-refused" });
  });

  it("ends when it is cancelled, and keeps what came", async () => {
    const server = await serveFile(CONTENT, { pauseMs: 20 });
    const abort = new AbortController();
    const options = await optionsFor(server.origin, {
      signal: abort.signal,
      onBytes: (done) => done > 40_000 && abort.abort(),
    });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "job/cancelled",
    });
    expect((await stat(options.partFile)).size).toBeGreaterThan(40_000);
  });

  it("says what to do without a network", async () => {
    const nobody = await optionsFor("http://127.0.0.1:9/weights.h5", {
      retryDelaysMs: [5],
    });
    await expect(downloadFile(nobody)).rejects.toMatchObject({
      code: "models/no-network",
      message: expect.stringMatching(/HTTPS_PROXY.*convolve weights import/),
    });
  });

  it("says how much is missing before it fills a disk", async () => {
    const server = await serveFile(CONTENT);
    const options = await optionsFor(server.origin, {
      freeBytes: () => Promise.resolve(100_000),
    });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "storage/disk-full",
      message: expect.stringMatching(/needs 0.2 MB more.*has 0.1 MB free/),
    });
  });

  it("keeps what came when the disk fills on the way", async () => {
    const server = await serveFile(CONTENT);
    const options = await optionsFor(server.origin, {
      openFile: async (path, flags) => {
        const file = await open(path, flags);
        const append = file.appendFile.bind(file);
        let room = 120_000;
        file.appendFile = async (part) => {
          const fits = (part as Buffer).subarray(0, room);
          room -= fits.length;
          await append(fits);
          if (fits.length < (part as Buffer).length) {
            throw Object.assign(new Error("full"), { code: "ENOSPC" });
          }
        };
        return file;
      },
    });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "storage/disk-full",
    });
    expect((await stat(options.partFile)).size).toBe(120_000);
    expect(server.ranges).toEqual([null]);
    await downloadFile({ ...options, openFile: open });
    expect(await readFile(options.partFile)).toEqual(CONTENT);
    expect(server.ranges[1]).toBe("bytes=120000-");
  });

  it("refuses what is larger than any weights", async () => {
    const server = await serveFile(CONTENT);
    const options = await optionsFor(server.origin, { maximumBytes: 150_000 });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "models/too-large",
    });
  });

  it("starts anew where what is on the disk is longer than the file", async () => {
    const server = await serveFile(CONTENT, { cutAfter: 100_000 });
    const options = await optionsFor(server.origin, { retryDelaysMs: [] });
    await expect(downloadFile(options)).rejects.toThrow(/cut off/);
    await writeFile(options.partFile, randomBytes(300_000));
    Object.assign(server.file, { cutAfter: null, status: 416 });
    await expect(downloadFile(options)).rejects.toThrow(/cut off/);
    server.file.status = null;
    await downloadFile(options);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
  });
});

describe("proxies", () => {
  it("goes through the proxy of the settings", async () => {
    const server = await serveFile(CONTENT);
    const proxy = await startProxy("user:secret");
    const network = openNetwork(
      { proxy: proxy.origin.replace("//", "//user:secret@") },
      { environment: {} },
    );
    const options = await optionsFor(server.origin, { network });
    await downloadFile(options);
    expect(proxy.asked).toEqual([new URL(server.origin).host]);
    expect(await readFile(options.partFile)).toEqual(CONTENT);
  });

  it("goes through the proxy of the environment, except to hosts of NO_PROXY", async () => {
    const server = await serveFile(CONTENT);
    const proxy = await startProxy();
    const environment = { HTTP_PROXY: proxy.origin };
    await downloadFile(
      await optionsFor(server.origin, {
        network: openNetwork({}, { environment }),
      }),
    );
    expect(proxy.asked.length).toBe(1);
    await downloadFile(
      await optionsFor(server.origin, {
        network: openNetwork(
          {},
          { environment: { ...environment, NO_PROXY: "127.0.0.1" } },
        ),
      }),
    );
    expect(proxy.asked.length).toBe(1);
  });

  it("tells of a proxy that refuses", async () => {
    const server = await serveFile(CONTENT);
    const proxy = await startProxy("user:secret");
    const network = openNetwork({ proxy: proxy.origin }, { environment: {} });
    const options = await optionsFor(server.origin, {
      network,
      retryDelaysMs: [],
    });
    await expect(downloadFile(options)).rejects.toMatchObject({
      code: "models/proxy-refused",
      message: expect.stringContaining("407"),
    });
  });

  it("refuses what is no proxy", () => {
    expect(() => openNetwork({ proxy: "proxy.example" })).toThrow(
      /http:\/\/proxy.example:3128/,
    );
  });
});
