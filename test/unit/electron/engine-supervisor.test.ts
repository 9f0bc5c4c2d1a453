import { spawn } from "node:child_process";

import { afterEach, describe, expect, it } from "vitest";

import { EngineSupervisor, readAddress } from "#electron/engine-supervisor.ts";

/** Real child processes: little programs in place of the engine. */
function program(code: string) {
  return () =>
    spawn(process.execPath, ["-e", code], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
}

const READY = `console.log(JSON.stringify({ url: "http://127.0.0.1:4711/?code=a" }));`;
const UNTIL_DISCONNECT = `process.on("disconnect", () => process.exit(0)); setInterval(() => {}, 1000);`;

interface Course {
  readonly urls: string[];
  readonly restarts: number[];
  failed: string | null;
  log: readonly string[];
}

let running: EngineSupervisor | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

function supervise(code: string, options: { startTimeoutMs?: number } = {}) {
  const course: Course = { urls: [], restarts: [], failed: null, log: [] };
  const { promise, resolve } = Promise.withResolvers<void>();
  const supervisor = new EngineSupervisor({
    spawnEngine: program(code),
    onReady: (url) => {
      course.urls.push(url);
      if (code.includes("setInterval")) resolve();
    },
    onRestart: (attempt) => course.restarts.push(attempt),
    onFailed: (reason, log) => {
      course.failed = reason;
      course.log = [...log];
      resolve();
    },
    stopTimeoutMs: 1_000,
    ...options,
  });
  running = supervisor;
  supervisor.start();
  return { course, settled: promise, supervisor };
}

describe("EngineSupervisor", () => {
  it("gives the address of an engine that came up", async () => {
    const { course, settled } = supervise(READY + UNTIL_DISCONNECT);
    await settled;
    expect(course.urls).toEqual(["http://127.0.0.1:4711/?code=a"]);
    expect(course.failed).toBeNull();
  });

  it("restarts a dying engine three times, then says why with the log", async () => {
    const { course, settled } = supervise(
      `console.error("no space left"); process.exit(7);`,
    );
    await settled;
    expect(course.restarts).toEqual([1, 2, 3]);
    expect(course.failed).toContain("exit code 7");
    expect(course.log.filter((line) => line === "no space left")).toHaveLength(
      4,
    );
  });

  it("ends an engine that gives no address in time", async () => {
    const { course, settled } = supervise("setTimeout(() => {}, 60000)", {
      startTimeoutMs: 100,
    });
    await settled;
    expect(course.failed).toContain("SIGKILL");
    expect(course.log.join("\n")).toContain("no address within 0.1 s");
  });

  it("can be started again after it gave up", async () => {
    const { course, settled, supervisor } = supervise("process.exit(1)");
    await settled;
    supervisor.start();
    expect(course.restarts).toEqual([1, 2, 3]);
    await supervisor.stop();
  });

  it("stops the engine by closing its channel, and by force if need be", async () => {
    const polite = supervise(READY + UNTIL_DISCONNECT);
    await polite.settled;
    await polite.supervisor.stop();
    expect(polite.course.restarts).toEqual([]);

    const stubborn = supervise(`${READY} setInterval(() => {}, 1000);`);
    await stubborn.settled;
    await stubborn.supervisor.stop();
    expect(stubborn.course.restarts).toEqual([]);
  });
});

describe("readAddress", () => {
  it("takes loopback addresses only", () => {
    expect(readAddress('{"url":"http://127.0.0.1:1/?code=x"}')).toBe(
      "http://127.0.0.1:1/?code=x",
    );
    expect(readAddress('{"url":"http://example.com/"}')).toBeNull();
    expect(readAddress('{"level":30}')).toBeNull();
    expect(readAddress("{broken")).toBeNull();
    expect(readAddress("hello")).toBeNull();
  });
});
