import { downloadFile, type DownloadOptions } from "./download-file.ts";
import { installWeights, type InstallOptions } from "./install-weights.ts";
import { mirroredUrl, openNetwork, type NetworkSettings } from "./network.ts";
import type { CachedWeights } from "./weights-cache.ts";

export interface DownloadWeightsOptions extends InstallOptions {
  readonly settings: NetworkSettings;
  /** Time limits and tries of `downloadFile`. */
  readonly limits?: Partial<
    Pick<DownloadOptions, "stallTimeoutMs" | "retryDelaysMs">
  >;
}

/**
 * Fetches published weights into the cache; what is there already is not fetched again.
 * @throws StudioError as `downloadFile`, `installWeights` and `openNetwork`; CancelledError
 */
export async function downloadWeights(
  options: DownloadWeightsOptions,
): Promise<CachedWeights> {
  const { weights, part, settings, signal, onProgress, limits } = options;
  const url = mirroredUrl(weights[part].url, settings.mirror);
  const network = openNetwork(settings);
  const phase = `Downloading from ${url.host}`;
  try {
    return await installWeights(options, (partFile) =>
      downloadFile({
        ...limits,
        url,
        partFile,
        network,
        signal,
        onBytes: (done, total) =>
          onProgress({
            phase,
            done: megabytes(done),
            ...(total === undefined ? {} : { total: megabytes(total) }),
            unit: "MB",
          }),
      }),
    );
  } finally {
    await network.destroy();
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
