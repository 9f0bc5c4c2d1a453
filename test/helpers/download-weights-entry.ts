import { stdout } from "node:process";

import {
  downloadWeights,
  type DownloadWeightsOptions,
} from "#engine/models/downloads/download-weights.ts";

// A process of its own that downloads what its argument says, and prints the result: for tests of two at once.

const given = JSON.parse(process.argv[2] ?? "{}") as Pick<
  DownloadWeightsOptions,
  "weights" | "part" | "folder" | "settings"
>;
const cached = await downloadWeights({
  ...given,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  check: () => Promise.resolve(),
});
stdout.write(JSON.stringify(cached.record));
