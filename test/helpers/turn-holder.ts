import { parentPort } from "node:worker_threads";

import { inTurn } from "#engine/imaging/decoder-turns.ts";

/** A thread that takes the turn of the SVG decoder and never gives it back. */
await inTurn("svg", () => {
  parentPort?.postMessage("holding", []);
  return new Promise(() => setInterval(() => undefined, 1000));
});
