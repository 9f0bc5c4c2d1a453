import { createRandom } from "#engine/base/random.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { drawDigits, shifted } from "#engine/teaching/labelled-pictures.ts";
import { accuracyOn, learn } from "#engine/teaching/learn.ts";
import type { Experiment, ExperimentRow } from "./experiment.ts";
import { percent } from "./percent.ts";

const CLASSES = 10;
const SIZE = 32;
/** Pixels. */
const SHIFT = 4;
const STEPS_PER_MINUTE = 200;

/** What stands between the last pooling and the softmax. */
const HEADS = [
  { network: "Two dense layers of 512", append: appendDense },
  { network: "Global average pooling", append: appendPooling },
] as const;

/**
 * Two small networks of 3×3 convolutions in the manner of VGG that differ in their head, on few pictures. Min Lin, Qiang Chen,
 * Shuicheng Yan: Network In Network, 2013, https://arxiv.org/abs/1312.4400, section 3.2: the mean of each map instead of dense layers
 * has nothing that could overfit.
 */
export const headAgainstPooling: Experiment = {
  title: "A fully connected head against global average pooling",
  question:
    "What do the large dense layers at the end of a network like VGG buy, when there are few pictures?",
  paper: "https://arxiv.org/abs/1312.4400",
  async run({ executor, minutes, seed, onProgress, signal }) {
    const look = { size: SIZE, extent: 0.6, seed };
    const random = createRandom(seed, "shift");
    const train = shifted(
      drawDigits(200, { ...look, first: 0 }),
      SHIFT,
      random,
    );
    const test = shifted(
      drawDigits(500, { ...look, first: 20 }),
      SHIFT,
      random,
    );
    const steps = Math.max(1, Math.round(STEPS_PER_MINUTE * minutes));
    const rows: ExperimentRow[] = [];
    for (const { network, append } of HEADS) {
      const graph = smallVgg(append);
      const { weights, seconds } = await learn({
        executor,
        graph,
        kernels: "he-normal",
        set: train,
        classCount: CLASSES,
        steps,
        batchSize: 32,
        optimizer: { kind: "adam" },
        learningRate: 0.001,
        seed,
        onStep: (step) => onProgress?.({ network, step, steps }),
        signal,
      });
      const shares = [
        await accuracyOn(executor, graph, weights, train, CLASSES),
        await accuracyOn(executor, graph, weights, test, CLASSES),
      ];
      const { trainable } = countParameters(graph);
      rows.push({ network, parameters: trainable, shares, seconds });
    }
    const [dense, pooled] = rows;
    const [vgg, vggPooled] = ["vgg-16", "vgg-16-gap"].map((id) =>
      countParameters(buildModel(id)).trainable.toLocaleString("en"),
    );
    return {
      columns: ["200 learned pictures", "500 new pictures"],
      rows,
      conclusion: `With ${percent((pooled?.parameters ?? 0) / (dense?.parameters ?? 1))} of the parameters, global average pooling reads ${percent(pooled?.shares[1])} of the new pictures, dense layers read ${percent(dense?.shares[1])}; in VGG-16 the same change leaves ${vggPooled} of ${vgg} parameters.`,
    };
  },
};

function smallVgg(appendHead: (net: LayerBuilder) => void): LayerGraph {
  const net = createLayerBuilder("small-vgg", {
    name: "input",
    shape: [SIZE, SIZE, 1],
  });
  for (const [block, filters] of [16, 32, 64].entries()) {
    for (const number of [1, 2]) {
      net.layer("conv2d", `block${block + 1}_conv${number}`, {
        filters,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      });
    }
    net.layer("maxPooling2d", `block${block + 1}_pool`, {});
  }
  appendHead(net);
  net.layer("dense", "predictions", { units: CLASSES, activation: "softmax" });
  return net.build();
}

function appendDense(net: LayerBuilder): void {
  net.layer("flatten", "flatten", {});
  for (const name of ["fc1", "fc2"]) {
    net.layer("dense", name, { units: 512, activation: "relu" });
    net.layer("dropout", `${name}_dropout`, { rate: 0.5 });
  }
}

function appendPooling(net: LayerBuilder): void {
  net.layer("globalAveragePooling2d", "global_average_pooling", {});
}
