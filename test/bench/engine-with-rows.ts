import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createEngine, createLocalClient } from "#engine/engine.ts";
import { appFolders } from "#engine/storage/app-folders.ts";

/**
 * Opens a project in an engine of its own as the studio does, looks at it, and says in JSON how long that took and how much memory the
 * process came to. Started by million-rows.ts. `node test/bench/engine-with-rows.ts <project>`
 */
const [directory = ""] = process.argv.slice(2);
const root = await mkdtemp(join(tmpdir(), "convolve-engine-"));
const engine = await createEngine({
  folders: appFolders({ CONVOLVE_HOME: root }),
  startsBaseline: false,
});
try {
  const client = createLocalClient(engine);
  const began = performance.now();
  await client.projects.open({ path: directory });
  const summary = await client.datasets.summary({});
  await client.datasets.images({ filter: {}, offset: 0, limit: 200 });
  await client.training.baseline({});
  const openMs = performance.now() - began;
  const orders = ["added", "name", "class", "file-size", "brightness"] as const;
  for (const order of orders) {
    for (const share of [0, 0.3, 0.6, 0.9]) {
      await client.datasets.images({
        filter: { order },
        offset: Math.floor(summary.imageCount * share),
        limit: 200,
      });
    }
  }
  console.log(
    JSON.stringify({
      openMs,
      memoryBytes: process.resourceUsage().maxRSS * 1024,
    }),
  );
} finally {
  await engine.close();
  await rm(root, { recursive: true, force: true });
}
