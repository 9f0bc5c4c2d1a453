import { sizeOf } from "#engine/base/tensor.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { frozenPart, openFeatures } from "./cached-inputs.ts";
import { pictureCounter } from "./compute-features.ts";
import type { TrainingControl } from "./control.ts";
import { freezeBoundary } from "./freeze-boundary.ts";
import type { FeatureMatrix } from "./logistic-head.ts";
import type { PictureReader } from "./picture-reader.ts";
import { toClassifier, type StartingNetwork } from "./starting-network.ts";
import type { Sample } from "./training-set.ts";

export interface PooledFeaturesRequest {
  readonly samples: readonly Sample[];
  /** A pretrained network without a head. */
  readonly backbone: StartingNetwork;
  readonly pictures: PictureReader;
  readonly executor: Executor;
  readonly threads?: number | undefined;
  readonly folder: string;
  readonly control: TrainingControl;
  readonly onProgress?: ReportProgress | undefined;
}

/**
 * The features that a head on this backbone would see, of pictures without augmentation; from the cache that training shares.
 * @returns [samples × features]
 */
export async function readPooledFeatures(
  request: PooledFeaturesRequest,
): Promise<FeatureMatrix> {
  const { samples, backbone } = request;
  // The head's number of classes does not matter: only what is below it is computed.
  const network = toClassifier(backbone, 2, { dropout: 0 });
  const layer =
    freezeBoundary(network.graph, network.headLayers) ?? backbone.graph.output;
  const frozen = frozenPart(network.graph, network.weights, layer);
  const [file] = await openFeatures(
    { ...request, frozen, preprocessing: backbone.preprocessing },
    [{ variant: null, samples }],
    null,
    pictureCounter(request.onProgress, "Computing features", samples.length),
  );
  const columns = sizeOf(frozen.shape);
  const data = new Float32Array(samples.length * columns);
  try {
    samples.forEach(({ sha256 }, row) =>
      file?.readInto(sha256, data, row * columns),
    );
  } finally {
    await file?.close();
  }
  return { rows: samples.length, columns, data };
}
