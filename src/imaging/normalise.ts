import type { Tensor } from "#engine/base/tensor.ts";
import { tensor } from "#engine/base/tensor.ts";
import { channelCount } from "#engine/graph/preprocessing.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";

/** Rec. 601 luma. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Prepared pictures as the tensor that the network takes: channel order, then pixel / divisor − offset.
 * @param pictures RGB8, [height, width, 3] each, as `preparePicture` gives them
 * @returns [pictures, height, width, channels]
 */
export function normalisePictures(
  pictures: readonly Uint8Array[],
  preprocessing: Preprocessing,
): Tensor {
  const { width, height } = preprocessing;
  const size = width * height * channelCount(preprocessing);
  const data = new Float32Array(pictures.length * size);
  pictures.forEach((pixels, index) => {
    normaliseInto(pixels, preprocessing, data, index * size);
  });
  return tensor(
    [pictures.length, height, width, channelCount(preprocessing)],
    data,
  );
}

/**
 * Writes one prepared picture into a batch.
 * @param pixels RGB8, [height, width, 3]
 * @param target a Float32Array with room for height · width · channels values from `offset` on
 * @throws RangeError when the picture does not have the size that the preprocessing says
 */
export function normaliseInto(
  pixels: Uint8Array,
  preprocessing: Preprocessing,
  target: Float32Array,
  offset: number,
): void {
  const { width, height, channels } = preprocessing;
  if (pixels.length !== width * height * 3) {
    throw new RangeError(
      `A picture of ${width} × ${height} has ${width * height * 3} bytes. Received: ${pixels.length}.`,
    );
  }
  if (channels === "gray") {
    normaliseGray(pixels, preprocessing, target, offset);
    return;
  }
  for (let channel = 0; channel < 3; channel++) {
    const table = tableFor(preprocessing, channel);
    const from = channels === "rgb" ? channel : 2 - channel;
    for (let i = 0; i < pixels.length; i += 3) {
      target[offset + i + channel] = table[
        pixels[i + from] as number
      ] as number;
    }
  }
}

function normaliseGray(
  pixels: Uint8Array,
  { divisor, offset: shift }: Preprocessing,
  target: Float32Array,
  offset: number,
): void {
  const scale = divisor[0] ?? 1;
  const minus = shift[0] ?? 0;
  for (let from = 0, to = offset; from < pixels.length; from += 3, to++) {
    const luma =
      LUMA[0] * (pixels[from] as number) +
      LUMA[1] * (pixels[from + 1] as number) +
      LUMA[2] * (pixels[from + 2] as number);
    target[to] = luma / scale - minus;
  }
}

/** The 256 values of one channel; a look-up is faster than the division and gives the same numbers. */
function tableFor(preprocessing: Preprocessing, channel: number): Float32Array {
  const divisor = preprocessing.divisor[channel] ?? 1;
  const offset = preprocessing.offset[channel] ?? 0;
  return new Float32Array(256).map((_, value) => value / divisor - offset);
}
