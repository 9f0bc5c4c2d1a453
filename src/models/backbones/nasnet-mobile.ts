import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";
import {
  createKerasLayerBuilder,
  type KerasLayerBuilder,
} from "./keras-layer-builder.ts";

/**
 * NASNet-A (4 @ 1056), the mobile size, of Keras Applications. Barret Zoph, Vijay Vasudevan, Jonathon Shlens, Quoc Le: Learning
 * Transferable Architectures for Scalable Image Recognition, 2017, https://arxiv.org/abs/1707.07012, figure 4: a normal and a reduction
 * cell found by a search; each cell takes the outputs of the two cells before it.
 * Keras's zero padding before a strided separable convolution is the padding "same" of that convolution. 5,326,716 parameters for
 * 1,000 classes, moving statistics included.
 */
export function buildNasNetMobile(options: ModelOptions): LayerGraph {
  const { inputSize, classes, channels } = options;
  const net = createKerasLayerBuilder("nasnet-mobile", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("conv2d", "stem_conv1", {
    filters: 32,
    kernelSize: 3,
    strides: 2,
    useBias: false,
  });
  const stem = net.layer("batchNormalization", "stem_bn1", NORMALIZATION);
  let cells: LastTwoCells = { last: stem, before: undefined };
  for (const { id, reduces, filters } of CELLS) {
    const place = { net, id, filters };
    const output = reduces
      ? appendReductionCell(place, cells)
      : appendNormalCell(place, cells);
    cells = { last: output, before: cells.last };
  }
  net.unnamed("activation", { activation: "relu" });
  net.unnamed("globalAveragePooling2d", {});
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return net.build();
}

const NORMALIZATION = { momentum: 0.9997, epsilon: 0.001 };

/** Filters of a separable convolution in the first normal cells; the network ends in 24 times as many channels as the last ones. */
const FILTERS = 44;

/** Keras's names of the cells, in order; a reduction doubles the filters. */
const CELLS = [
  { id: "stem_1", reduces: true, filters: FILTERS / 4 },
  { id: "stem_2", reduces: true, filters: FILTERS / 2 },
  ...normalCells(0, FILTERS),
  { id: "reduce_4", reduces: true, filters: 2 * FILTERS },
  ...normalCells(5, 2 * FILTERS),
  { id: "reduce_8", reduces: true, filters: 4 * FILTERS },
  ...normalCells(9, 4 * FILTERS),
];

function normalCells(firstId: number, filters: number) {
  return [0, 1, 2, 3].map((place) => ({
    id: `${firstId + place}`,
    reduces: false,
    filters,
  }));
}

/** Names of the layers in which the last two cells end. */
interface LastTwoCells {
  readonly last: string;
  /** Undefined for the first cell. */
  readonly before: string | undefined;
}

/** Where a cell is written, and how. */
interface CellPlace {
  readonly net: KerasLayerBuilder;
  /** Part of the names of its layers. */
  readonly id: string;
  readonly filters: number;
}

/** @returns name of the cell's output */
function appendNormalCell(place: CellPlace, cells: LastTwoCells): string {
  const { net, id } = place;
  const before = adjusted(place, cells);
  const last = squeezed(place, "normal", cells.last);
  const add = (block: number, left: string, right: string) =>
    net.layer("add", `normal_add_${block}_${id}`, {}, [left, right]);
  const average = (name: string, input: string) =>
    net.layer("averagePooling2d", `normal_${name}_${id}`, SMOOTHING, input);

  const first = add(
    1,
    separable(place, "normal_left1", last, 5),
    separable(place, "normal_right1", before, 3),
  );
  const second = add(
    2,
    separable(place, "normal_left2", before, 5),
    separable(place, "normal_right2", before, 3),
  );
  const third = add(3, average("left3", last), before);
  const fourth = add(4, average("left4", before), average("right4", before));
  const fifth = add(5, separable(place, "normal_left5", last, 3), last);
  const blocks = [before, first, second, third, fourth, fifth];
  return net.layer("concatenate", `normal_concat_${id}`, {}, blocks);
}

/** Halves the picture. @returns name of the cell's output */
function appendReductionCell(place: CellPlace, cells: LastTwoCells): string {
  const { net, id } = place;
  const before = adjusted(place, cells);
  const last = squeezed(place, "reduction", cells.last);
  const padded = net.layer(
    "zeroPadding2d",
    `reduction_pad_1_${id}`,
    { padding: paddingBeforePooling(net.shape(last)) },
    last,
  );
  const add = (name: string, left: string, right: string) =>
    net.layer("add", `reduction_${name}_${id}`, {}, [left, right]);
  const maximum = (name: string) =>
    net.layer("maxPooling2d", `reduction_${name}_${id}`, HALVING, padded);

  const first = add(
    "add_1",
    separable(place, "reduction_left1", last, 5, 2),
    separable(place, "reduction_right1", before, 7, 2),
  );
  const second = add(
    "add_2",
    maximum("left2"),
    separable(place, "reduction_right2", before, 7, 2),
  );
  const third = add(
    "add3",
    net.layer("averagePooling2d", `reduction_left3_${id}`, HALVING, padded),
    separable(place, "reduction_right3", before, 5, 2),
  );
  const smoothed = net.layer(
    "averagePooling2d",
    `reduction_left4_${id}`,
    SMOOTHING,
    first,
  );
  const fourth = net.unnamed("add", {}, [second, smoothed]);
  const fifth = add(
    "add4",
    separable(place, "reduction_left4", first, 3),
    maximum("right5"),
  );
  const blocks = [second, third, fourth, fifth];
  return net.layer("concatenate", `reduction_concat_${id}`, {}, blocks);
}

const SMOOTHING = { poolSize: 3, strides: 1, padding: "same" } as const;

const HALVING = { poolSize: 3, strides: 2 };

/** One zero at each edge, none before an even extent; what Keras's `correct_pad` gives for a window of 3. */
function paddingBeforePooling([height = 0, width = 0]: readonly number[]) {
  return [
    [height % 2, 1],
    [width % 2, 1],
  ] as const;
}

/** The last cell's output, rectified and brought to the cell's filters. */
function squeezed(
  { net, id, filters }: CellPlace,
  kind: "normal" | "reduction",
  input: string,
): string {
  net.unnamed("activation", { activation: "relu" }, input);
  const projection = { filters, kernelSize: 1, useBias: false };
  net.layer("conv2d", `${kind}_conv_1_${id}`, projection);
  return net.layer("batchNormalization", `${kind}_bn_1_${id}`, NORMALIZATION);
}

/**
 * The output of the cell before the last in the last one's size and the cell's filters. Where it is larger, two subsamplings that lie a
 * pixel apart are put side by side ("factorized reduction").
 */
function adjusted(
  { net, id, filters }: CellPlace,
  { last, before }: LastTwoCells,
): string {
  if (before === undefined) return last;
  const [height, , channels] = net.shape(before);
  const normalize = () =>
    net.layer("batchNormalization", `adjust_bn_${id}`, NORMALIZATION);
  if (height !== net.shape(last)[0]) {
    appendFactorizedReduction({ net, id, filters }, before);
    return normalize();
  }
  if (channels === filters) return before;
  net.unnamed("activation", { activation: "relu" }, before);
  const projection = { filters, kernelSize: 1, useBias: false };
  net.layer("conv2d", `adjust_conv_projection_${id}`, projection);
  return normalize();
}

function appendFactorizedReduction(
  { net, id, filters }: CellPlace,
  input: string,
): void {
  const relu = { activation: "relu" } as const;
  const subsampling = { poolSize: 1, strides: 2 };
  const half = { filters: filters / 2, kernelSize: 1, useBias: false };
  const rectified = net.layer("activation", `adjust_relu_1_${id}`, relu, input);
  net.layer("averagePooling2d", `adjust_avg_pool_1_${id}`, subsampling);
  const even = net.layer("conv2d", `adjust_conv_1_${id}`, half);
  const after = [0, 1] as const;
  const before = [1, 0] as const;
  net.unnamed("zeroPadding2d", { padding: [after, after] }, rectified);
  net.unnamed("cropping2d", { cropping: [before, before] });
  net.layer("averagePooling2d", `adjust_avg_pool_2_${id}`, subsampling);
  const odd = net.layer("conv2d", `adjust_conv_2_${id}`, half);
  net.unnamed("concatenate", {}, [even, odd]);
}

/** Twice: rectifier, separable convolution, normalization; the first may halve the picture. */
function separable(
  { net, id, filters }: CellPlace,
  name: string,
  input: string,
  kernelSize: number,
  strides = 1,
): string {
  let value = input;
  for (const [place, step] of [strides, 1].entries()) {
    const prefix = `separable_conv_${place + 1}`;
    net.unnamed("activation", { activation: "relu" }, value);
    net.layer("separableConv2d", `${prefix}_${name}_${id}`, {
      filters,
      kernelSize,
      strides: step,
      padding: "same",
      useBias: false,
    });
    value = net.layer(
      "batchNormalization",
      `${prefix}_bn_${name}_${id}`,
      NORMALIZATION,
    );
  }
  return value;
}
