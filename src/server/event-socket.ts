import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

import { WebSocketServer, type WebSocket } from "ws";

import type { EngineEvent } from "#api/events.ts";
import { EventOutbox } from "./event-outbox.ts";

/** A client that lets this much pile up is cut off; it connects again and asks for what it shows. */
const MAXIMUM_BACKLOG_BYTES = 8 * 1024 * 1024;
/** While this much is under way to a client, nothing more is sent: newer progress replaces what waits. */
const BUSY_BYTES = 256 * 1024;
const PING_INTERVAL_MS = 20_000;

export interface EventSource {
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: EngineEvent) => void): () => void;
}

/** The WebSocket side of the server: engine → client only; whatever a client sends is ignored. */
export class EventSocket {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  readonly #source: EventSource;

  constructor(source: EventSource) {
    this.#source = source;
  }

  /** Takes over a connection whose request has been allowed. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (client) =>
      serveClient(client, this.#source),
    );
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

function serveClient(client: WebSocket, source: EventSource): void {
  const outbox = new EventOutbox();
  let timer: NodeJS.Timeout | null = null;
  let isAlive = true;

  function schedule(waitMs: number | null): void {
    if (timer !== null || waitMs === null) return;
    timer = setTimeout(() => {
      timer = null;
      flush();
    }, waitMs);
  }

  function flush(): void {
    if (client.readyState !== client.OPEN) return;
    if (client.bufferedAmount > MAXIMUM_BACKLOG_BYTES) {
      client.terminate();
      return;
    }
    if (client.bufferedAmount > BUSY_BYTES) {
      schedule(50);
      return;
    }
    for (const event of outbox.take()) client.send(JSON.stringify(event));
    schedule(outbox.waitMs());
  }

  const unsubscribe = source.subscribe((event) => {
    outbox.add(event);
    if (outbox.waitMs() === 0) flush();
    else schedule(outbox.waitMs());
  });
  const pings = setInterval(() => {
    if (!isAlive) client.terminate();
    isAlive = false;
    client.ping();
  }, PING_INTERVAL_MS);
  client.on("pong", () => (isAlive = true));
  client.on("error", () => client.terminate());
  client.on("close", () => {
    unsubscribe();
    clearInterval(pings);
    if (timer !== null) clearTimeout(timer);
  });
}
