import type { NetworkSettings } from "#engine/models/downloads/network.ts";
import type { CachedWeights } from "#engine/models/downloads/weights-cache.ts";
import {
  weightsById,
  type WeightsPart,
} from "#engine/models/downloads/weights-manifest.ts";
import { checkWeightsFile } from "./check-weights-file.ts";
import type { JobContext } from "./job-context.ts";

/** How published weights come to this machine. */
export type DownloadParameters =
  | {
      readonly act: "download";
      /** As `weightsById` knows it. */
      readonly id: string;
      readonly part: WeightsPart;
      readonly settings: NetworkSettings;
    }
  | {
      readonly act: "import";
      readonly path: string;
      /** Default: told by the file. */
      readonly id: string | undefined;
    };

export interface DownloadResult {
  /** Id of the set of weights. */
  readonly id: string;
  /** Id of the architecture. */
  readonly model: string;
  readonly width: number;
  readonly inputSize: number;
  readonly part: WeightsPart;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly checkedBy: CachedWeights["record"]["checkedBy"];
}

/** Fetches weights, or takes a file that was fetched by other means, into the cache. @throws StudioError `models/…`, `weights/…`, `storage/…` */
export async function getWeights(
  parameters: DownloadParameters,
  { environment, onProgress, signal }: JobContext,
): Promise<DownloadResult> {
  const options = {
    folder: environment.weightsFolder,
    onProgress,
    signal,
    check: (...[path, weights, part]: Parameters<typeof checkWeightsFile>) =>
      checkWeightsFile(path, weights, part, environment.threads),
  };
  if (parameters.act === "download") {
    const { downloadWeights } =
      await import("#engine/models/downloads/download-weights.ts");
    const { id, part, settings } = parameters;
    const weights = weightsById(id);
    return resultOf(
      await downloadWeights({ ...options, weights, part, settings }),
    );
  }
  const { importWeightsFile } =
    await import("#engine/models/downloads/import-weights-file.ts");
  const { path, id } = parameters;
  return resultOf(await importWeightsFile({ ...options, path, id }));
}

function resultOf({ weights, part, path, record }: CachedWeights) {
  const { bytes, sha256, checkedBy } = record;
  const { id, model, width, inputSize } = weights;
  return { id, model, width, inputSize, part, path, bytes, sha256, checkedBy };
}
