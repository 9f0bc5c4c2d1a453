import type { EngineEvent } from "#api/events.ts";

/** Where the engine's events go out: to every WebSocket client, and to the command line. */
export class EventBus {
  readonly #listeners = new Set<(event: EngineEvent) => void>();

  publish = (event: EngineEvent): void => {
    for (const listener of this.#listeners) listener(event);
  };

  /** @returns a function that ends the subscription */
  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
