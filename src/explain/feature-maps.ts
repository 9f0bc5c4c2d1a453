import type { FeatureMaps } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import type { Executor } from "#engine/compute/executor.ts";
import { subgraphTo } from "#engine/graph/cut.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import type { ExplainedNetwork } from "./heatmap.ts";
import { pictureLayers } from "./picture-layers.ts";
import { pngDataUrl } from "#engine/imaging/png.ts";

/** Channels shown at most. */
const MAX_MAPS = 64;

/**
 * What each channel of a layer sees in a picture, as grey pictures.
 * @param pixels the picture as the network sees it, RGB8, [height, width, 3] (`preparePicture`)
 * @throws StudioError `explain/unknown-layer`
 */
export async function computeFeatureMaps(
  network: ExplainedNetwork,
  executor: Executor,
  layer: string,
  pixels: Uint8Array,
): Promise<FeatureMaps> {
  const { graph, weights, preprocessing } = network;
  const known = pictureLayers(graph);
  if (!known.some(({ name }) => name === layer)) {
    throw new StudioError(
      "explain/unknown-layer",
      `Feature maps are there for ${known.map(({ name }) => name).join(", ")}. Received: "${layer}". Choose one of these.`,
    );
  }
  const lower = subgraphTo(graph, layer);
  const names = new Set(lower.layers.map(({ name }) => name));
  const forward = await executor.createForward({
    graph: lower,
    weights: new Map(
      [...weights].filter(([name]) =>
        names.has(name.slice(0, name.lastIndexOf("/"))),
      ),
    ),
  });
  try {
    const input = normalisePictures([pixels], preprocessing);
    const value = (await forward.run(input)).get(layer) as Tensor;
    return describeMaps(layer, value);
  } finally {
    await forward.dispose();
  }
}

/** @param value of the layer for one picture, [1, height, width, channels] */
export function describeMaps(layer: string, value: Tensor): FeatureMaps {
  const [, height = 1, width = 1, channels = 1] = value.shape;
  const maps = Array.from({ length: channels }, (_, channel) =>
    readChannel(value, channel, channels),
  );
  return {
    layer,
    shape: [height, width, channels],
    maps: maps
      .toSorted((a, b) => b.strength - a.strength || a.channel - b.channel)
      .slice(0, MAX_MAPS)
      .map(({ channel, values, minimum, maximum }) => ({
        channel,
        image: pngDataUrl(toGrey(values, minimum, maximum), width, height, 1),
        minimum,
        maximum,
      })),
  };
}

function readChannel({ data }: Tensor, channel: number, channels: number) {
  const values = Float32Array.from(
    { length: data.length / channels },
    (_, place) => data[place * channels + channel] as number,
  );
  let [minimum, maximum, strength] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
  ];
  for (const value of values) {
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    strength += Math.abs(value);
  }
  return { channel, values, minimum, maximum, strength };
}

/** Each channel from black at its least to white at its largest value; one that is everywhere the same is black. */
function toGrey(
  values: Float32Array,
  minimum: number,
  maximum: number,
): Uint8Array {
  const scale = maximum > minimum ? 255 / (maximum - minimum) : 0;
  return Uint8Array.from(values, (value) =>
    Math.round((value - minimum) * scale),
  );
}
