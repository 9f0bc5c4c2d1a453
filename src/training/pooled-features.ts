import { sizeOf } from "#engine/base/tensor.ts";
import type { ReportProgress } from "#engine/base/progress.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { frozenPart, openFeatures } from "./cached-inputs.ts";
import { pictureCounter } from "./compute-features.ts";
import type { TrainingControl } from "./control.ts";
import type { FeatureFile } from "./feature-store.ts";
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

/** Features on disk, of any number of pictures. */
export interface PooledFeatures {
  readonly columns: number;
  /** Of these samples: [samples × columns]. */
  read(samples: readonly Sample[]): FeatureMatrix;
  close(): Promise<void>;
}

/**
 * The features that a head on this backbone would see, of pictures without augmentation; what is missing in the cache that training
 * shares is computed.
 */
export async function openPooledFeatures(
  request: PooledFeaturesRequest,
): Promise<PooledFeatures> {
  const { samples, backbone } = request;
  // The head's number of classes does not matter: only what is below it is computed.
  const network = toClassifier(backbone, 2, { dropout: 0 });
  const layer =
    freezeBoundary(network.graph, network.headLayers) ?? backbone.graph.output;
  const frozen = frozenPart(network.graph, network.weights, layer);
  const files = await openFeatures(
    { ...request, frozen, preprocessing: backbone.preprocessing },
    [{ variant: null, samples }],
    null,
    pictureCounter(request.onProgress, "Computing features", samples.length),
  );
  const file = files[0] as FeatureFile;
  const columns = sizeOf(frozen.shape);
  return {
    columns,
    read(wanted) {
      const data = new Float32Array(wanted.length * columns);
      wanted.forEach(({ sha256 }, row) =>
        file.readInto(sha256, data, row * columns),
      );
      return { rows: wanted.length, columns, data };
    },
    close: () => file.close(),
  };
}

/** All of them in memory: [samples × features]. */
export async function readPooledFeatures(
  request: PooledFeaturesRequest,
): Promise<FeatureMatrix> {
  const features = await openPooledFeatures(request);
  try {
    return features.read(request.samples);
  } finally {
    await features.close();
  }
}
