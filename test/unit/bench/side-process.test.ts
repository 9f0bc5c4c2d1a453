import { setTimeout as wait } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { SideProcess } from "#engine/bench/side-process.ts";
import { isRunning, canListProcesses } from "#test/helpers/processes.ts";

const LIMIT = { timeoutMs: 10_000 };

/** A side whose answers are written by hand: what it does on each line of input is JavaScript over `request`. */
function side(onRequest: string): SideProcess {
  const program = `
    const usage = (cpuMsBefore = 0) => ({ cpuMs: cpuMsBefore, cpuMsBefore, peakBytes: 1000 });
    const send = (message) => process.stdout.write(JSON.stringify(message) + "\\n");
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const request = JSON.parse(line);
      ${onRequest}
    });`;
  return new SideProcess({
    title: "Tiny",
    command: process.execPath,
    args: ["-e", program],
  });
}

describe("SideProcess", { timeout: 30_000 }, () => {
  it("gives answers, passes events on and keeps what libraries print apart", async () => {
    const tiny = side(`
      console.log("a library's own words");
      console.log('{"not": "an answer"}');
      send({ id: request.id, event: { epoch: 1 } });
      send({ id: request.id, result: { ms: [request.count] }, usage: usage() });`);
    const events: unknown[] = [];
    const result = await tiny.ask(
      "measure",
      { count: 3 },
      { ...LIMIT, onEvent: (event) => events.push(event) },
    );
    expect(result).toEqual({ ms: [3] });
    expect(events).toEqual([{ epoch: 1 }]);
    expect(tiny.peakBytes).toBe(1000);
    await tiny.close();
    expect(tiny.isAlive).toBe(false);
  });

  it("says who failed and with what words, and goes on", async () => {
    const tiny = side(`
      send(request.do === "bad"
        ? { id: request.id, error: "out of memory", usage: usage() }
        : { id: request.id, result: 1, usage: usage() });`);
    await expect(tiny.ask("bad", {}, LIMIT)).rejects.toMatchObject({
      code: "bench/side-failed",
      message: expect.stringMatching(/Tiny .*out of memory/),
    });
    await expect(tiny.ask("good", {}, LIMIT)).resolves.toBe(1);
    await tiny.close();
  });

  it("tells that a side died while it worked, and refuses it afterwards", async () => {
    const tiny = side(
      `console.error("MemoryError: no room"); process.exit(7);`,
    );
    const words = /exit code 7.*MemoryError: no room/;
    await expect(tiny.ask("measure", {}, LIMIT)).rejects.toThrow(words);
    await expect(tiny.ask("measure", {}, LIMIT)).rejects.toThrow(words);
  });

  it("tells that a program could not be started", async () => {
    const nobody = new SideProcess({
      title: "Nobody",
      command: "convolve-no-such-program",
      args: [],
    });
    await expect(nobody.ask("prepare", {}, LIMIT)).rejects.toThrow(/ENOENT/);
  });

  it.runIf(canListProcesses)(
    "ends a side that does not answer in time",
    async () => {
      const tiny = side(`for (;;);`);
      const hanging = tiny.ask("measure", {}, { timeoutMs: 500 });
      await expect(hanging).rejects.toThrow(/no answer to "measure" within/);
      const pid = tiny.pid as number;
      for (let tries = 0; tries < 50 && (await isRunning(pid)); tries++) {
        await wait(100);
      }
      expect(await isRunning(pid)).toBe(false);
    },
  );

  it("notices a side that computes while others are measured", async () => {
    const tiny = side(`
      globalThis.turn = (globalThis.turn ?? 0) + 1;
      send({ id: request.id, result: 0, usage: { cpuMs: 1000, cpuMsBefore: globalThis.turn === 1 ? 0 : 1600, peakBytes: null } });`);
    await tiny.ask("measure", {}, LIMIT);
    expect(tiny.idleShare).toBe(0);
    await wait(600);
    await tiny.ask("measure", {}, LIMIT);
    expect(tiny.idleShare).toBeGreaterThan(0.2);
    await tiny.close();
  });
});
