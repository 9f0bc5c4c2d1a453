/**
 * From a list of layers to the picture of a network: boxes whose height and depth are the extent in space and whose width is the
 * number of channels, after the drawings of LeCun et al. 1998 and Krizhevsky et al. 2012. Pure geometry.
 */

export interface DiagramLayer {
  readonly name: string;
  readonly op: string;
  /** Without the batch: [height, width, channels] or [features]. */
  readonly outputShape: readonly number[];
  readonly parameters: number;
}

/** Consecutive layers whose values have one shape. */
export interface Volume {
  readonly shape: readonly number[];
  /** Indices of its layers; empty for the input. */
  readonly layers: readonly number[];
  readonly parameters: number;
}

export interface Box {
  readonly volume: Volume;
  /** Of the front face, in units of the drawing; y grows downwards. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How far the box reaches back, to the upper right. */
  readonly depth: number;
  /** Middle of the column that the box stands in. */
  readonly center: number;
  /** Width of that column. */
  readonly column: number;
  /** Side of the square whose area is the share of parameters. */
  readonly parameterSide: number;
}

export interface NetworkDrawing {
  readonly boxes: readonly Box[];
  readonly width: number;
  readonly height: number;
  /** Where the squares of parameters hang. */
  readonly parameterTop: number;
  readonly labelTop: number;
}

const MOST_VOLUMES = 24;
const TALLEST = 132;
const LOWEST = 7;
const SLANT = 0.42;
const GAP = 12;
const LEAST_COLUMN = 58;
/** Few volumes stand apart, up to this. */
const MOST_COLUMN = 104;
const USUAL_WIDTH = 960;
const LARGEST_SQUARE = 50;
const MARGIN = 8;

/**
 * The volumes of a network, input first. Layers of one shape in a row are one volume; where that still gives more than can be
 * drawn, all layers of one extent in space are one, with the most channels among them.
 */
export function networkVolumes(
  inputShape: readonly number[],
  layers: readonly DiagramLayer[],
): Volume[] {
  const byShape = groupConsecutive(layers, (layer) =>
    layer.outputShape.join("×"),
  );
  const groups =
    byShape.length <= MOST_VOLUMES
      ? byShape
      : groupConsecutive(layers, (layer) =>
          layer.outputShape.length === 3
            ? layer.outputShape.slice(0, 2).join("×")
            : "vector",
        );
  return [
    { shape: inputShape, layers: [], parameters: 0 },
    ...groups.map((indices) => volumeOf(layers, indices)),
  ];
}

function groupConsecutive(
  layers: readonly DiagramLayer[],
  keyOf: (layer: DiagramLayer) => string,
): number[][] {
  const groups: number[][] = [];
  let last: string | undefined;
  layers.forEach((layer, index) => {
    const key = keyOf(layer);
    if (key === last) groups.at(-1)?.push(index);
    else groups.push([index]);
    last = key;
  });
  return groups;
}

function volumeOf(
  layers: readonly DiagramLayer[],
  indices: readonly number[],
): Volume {
  let shape: readonly number[] = [];
  let parameters = 0;
  for (const index of indices) {
    const layer = layers[index];
    if (layer === undefined) continue;
    parameters += layer.parameters;
    const isLast = index === indices.at(-1);
    const isVector = layer.outputShape.length !== 3;
    if (isVector ? isLast : channelsOf(layer.outputShape) >= channelsOf(shape))
      shape = layer.outputShape;
  }
  return { shape, layers: indices, parameters };
}

function channelsOf(shape: readonly number[]): number {
  return shape.at(-1) ?? 0;
}

/** Lays the volumes out from left to right. Units are those of an SVG view box. */
export function layOutNetwork(volumes: readonly Volume[]): NetworkDrawing {
  const largest = Math.max(
    1,
    ...volumes.map((volume) => longestSide(volume.shape)),
  );
  const mostParameters = Math.max(
    1,
    ...volumes.map((volume) => volume.parameters),
  );
  const heightOf = (extent: number) =>
    LOWEST + (TALLEST - LOWEST) * Math.sqrt(extent / largest);
  const deepest = heightOf(largest) * SLANT;
  const middle = MARGIN + deepest / 2 + TALLEST / 2;

  const leastColumn = Math.min(
    MOST_COLUMN,
    Math.max(LEAST_COLUMN, USUAL_WIDTH / Math.max(volumes.length, 1)),
  );
  let x = MARGIN;
  const boxes = volumes.map((volume): Box => {
    const isVector = volume.shape.length !== 3;
    const channels = channelsOf(volume.shape);
    const thickness = 3 + 4.2 * Math.log2(channels + 1);
    const height = isVector
      ? Math.min(TALLEST, 14 + 9 * Math.log2(channels + 1))
      : heightOf(longestSide(volume.shape));
    const width = isVector ? 7 : thickness;
    const depth = isVector ? 5 : height * SLANT;
    const column = Math.max(leastColumn, width + depth + GAP);
    const box = {
      volume,
      x: x + (column - width - depth) / 2,
      y: middle - height / 2 + depth / 2,
      width,
      height,
      depth,
      center: x + column / 2,
      column,
      parameterSide:
        LARGEST_SQUARE * Math.sqrt(volume.parameters / mostParameters),
    };
    x += column;
    return box;
  });
  const bottom = middle + TALLEST / 2 + deepest / 2;
  return {
    boxes,
    width: x + MARGIN,
    labelTop: bottom + 16,
    parameterTop: bottom + 44,
    height: bottom + 44 + LARGEST_SQUARE + 20,
  };
}

/** 1 for a vector. */
function longestSide(shape: readonly number[]): number {
  return shape.length === 3 ? Math.max(shape[0] ?? 1, shape[1] ?? 1) : 1;
}
