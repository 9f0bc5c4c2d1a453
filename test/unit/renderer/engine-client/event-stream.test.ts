import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { EngineEvent } from "#api/events.ts";
import type { EventSocket } from "#renderer/engine-client/event-stream.ts";
import {
  createEventStream,
  parseEvent,
} from "#renderer/engine-client/event-stream.ts";

/** A socket whose other end is the test. */
class TestSocket implements EventSocket {
  closed = false;
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>();

  addEventListener(
    type: string,
    listener: (event: { data?: unknown }) => void,
  ): void {
    this.#listeners.set(type, listener);
  }
  say(data: unknown): void {
    this.#listeners.get("message")?.({ data });
  }
  open(): void {
    this.#listeners.get("open")?.({});
  }
  lose(): void {
    this.#listeners.get("close")?.({});
  }
  close(): void {
    this.closed = true;
  }
}

describe("createEventStream", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start() {
    const sockets: TestSocket[] = [];
    const stream = createEventStream(() => {
      const socket = new TestSocket();
      sockets.push(socket);
      return socket;
    });
    return { sockets, stream };
  }

  it("hands on events of the contract and leaves others alone", () => {
    const { sockets, stream } = start();
    const seen: EngineEvent[] = [];
    stream.subscribe((event) => seen.push(event));
    sockets[0]?.open();
    sockets[0]?.say(JSON.stringify({ type: "dataset" }));
    sockets[0]?.say(JSON.stringify({ type: "of-a-later-version" }));
    sockets[0]?.say("not JSON");
    expect(seen).toEqual([{ type: "dataset" }]);
    stream.close();
  });

  it("connects again, ever more patiently, and at once patient no more when it worked", () => {
    const { sockets, stream } = start();
    const states: string[] = [];
    stream.onState((state) => states.push(state));
    sockets[0]?.open();
    sockets[0]?.lose();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
    sockets[1]?.lose();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(3);
    sockets[2]?.open();
    sockets[2]?.lose();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(4);
    expect(states).toEqual(["connected", "lost", "connected", "lost"]);
    stream.close();
  });

  it("stays closed once closed", () => {
    const { sockets, stream } = start();
    stream.close();
    expect(sockets[0]?.closed).toBe(true);
    sockets[0]?.lose();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});

describe("parseEvent", () => {
  it("refuses what the contract does not hold", () => {
    expect(parseEvent('{"type":"evaluation","runId":"r1"}')).toEqual({
      type: "evaluation",
      runId: "r1",
    });
    expect(parseEvent('{"type":"evaluation"}')).toBeNull();
    expect(parseEvent(new ArrayBuffer(2))).toBeNull();
  });
});
