import type { EngineEvent } from "#api/events.ts";
import { EngineEventSchema } from "#api/events.ts";

export type ConnectionState = "connecting" | "connected" | "lost";

/** Where the engine's events come from; the fake engine of the tests is one too. */
export interface EngineEvents {
  /** Returns the function that stops listening. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Called on each change of the connection; `connected` again after `lost` means that events may have been missed. */
  onState(listener: (state: ConnectionState) => void): () => void;
  state(): ConnectionState;
  close(): void;
}

/** The part of WebSocket that is used, so that a test can hand in its own. */
export interface EventSocket {
  addEventListener(
    type: "open" | "close" | "message",
    listener: (event: { data?: unknown }) => void,
  ): void;
  close(): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000;

/**
 * Listens at the engine's WebSocket and connects again, ever more patiently up to 4 s, when it is lost.
 * @param open makes one connection; called once per attempt
 */
export function createEventStream(open: () => EventSocket): EngineEvents {
  const listeners = new Set<(event: EngineEvent) => void>();
  const stateListeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = "connecting";
  let socket: EventSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  let closed = false;

  function setState(next: ConnectionState): void {
    if (state !== next) {
      state = next;
      for (const listener of stateListeners) {
        listener(next);
      }
    }
  }

  function connect(): void {
    const opened = open();
    socket = opened;
    opened.addEventListener("open", () => {
      waitMs = FIRST_WAIT_MS;
      setState("connected");
    });
    opened.addEventListener("message", ({ data }) => {
      const event = parseEvent(data);
      if (event !== null) {
        for (const listener of listeners) {
          listener(event);
        }
      }
    });
    opened.addEventListener("close", () => {
      if (closed) {
        return;
      }
      setState("lost");
      timer = setTimeout(connect, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  }

  connect();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    state: () => state,
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

/** An event of this version of the contract; null for anything else, which is then left alone. */
export function parseEvent(data: unknown): EngineEvent | null {
  if (typeof data !== "string") {
    return null;
  }
  try {
    const parsed = EngineEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
