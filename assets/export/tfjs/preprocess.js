// How a picture becomes the numbers that the network sees; "spec" is preprocessing.json.

/** Decodes a File or Blob in a browser: upright, sRGB, over the background. Returns RGBA pixels. */
export async function readPicture(blob, spec) {
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: "from-image",
  });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "rgb(" + spec.background.join(",") + ")";
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

/**
 * Resizes and normalises decoded pixels.
 * picture: { data, width, height } with 3 or 4 bytes a pixel; returns a Float32Array of height * width * channels.
 */
export function prepare(picture, spec) {
  const { source, target } = plan(picture.width, picture.height, spec);
  const small = resize(picture, source, target.width, target.height);
  const channels = spec.channels === "gray" ? 1 : 3;
  const values = new Float32Array(spec.width * spec.height * channels);
  for (let y = 0; y < spec.height; y++) {
    for (let x = 0; x < spec.width; x++) {
      const row = placed(y - target.top, target.height, spec.padding);
      const column = placed(x - target.left, target.width, spec.padding);
      const from = (row * target.width + column) * 3;
      const rgb =
        row < 0 || column < 0
          ? spec.background
          : small.subarray(from, from + 3);
      const to = (y * spec.width + x) * channels;
      if (channels === 1) {
        values[to] =
          (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]) / spec.divisor[0] -
          spec.offset[0];
      } else {
        for (let c = 0; c < 3; c++) {
          values[to + c] =
            rgb[spec.channels === "bgr" ? 2 - c : c] / spec.divisor[c] -
            spec.offset[c];
        }
      }
    }
  }
  return values;
}

/** The pixel of the resized picture that is shown in a place; -1: none, but the background. */
function placed(place, size, padding) {
  if (place >= 0 && place < size) return place;
  if (padding === "edge") return place < 0 ? 0 : size - 1;
  if (padding !== "mirror") return -1;
  const inPeriod = ((place % (2 * size)) + 2 * size) % (2 * size); // dcba|abcd|dcba
  return Math.min(inPeriod, 2 * size - 1 - inPeriod);
}

/** Which part of the picture goes to which part of the input. */
function plan(width, height, spec) {
  const picture = { left: 0, top: 0, width, height };
  const input = { left: 0, top: 0, width: spec.width, height: spec.height };
  if (spec.resize === "crop")
    return { source: inscribed(input, picture), target: input };
  if (spec.resize === "fit")
    return { source: picture, target: inscribed(picture, input) };
  return { source: picture, target: input };
}

/** The largest centred box inside a frame with the aspect ratio of a shape. */
function inscribed(shape, frame) {
  const scale = Math.min(
    frame.width / shape.width,
    frame.height / shape.height,
  );
  const width = Math.min(
    frame.width,
    Math.max(1, Math.round(shape.width * scale)),
  );
  const height = Math.min(
    frame.height,
    Math.max(1, Math.round(shape.height * scale)),
  );
  return {
    left: Math.floor((frame.width - width) / 2),
    top: Math.floor((frame.height - height) / 2),
    width,
    height,
  };
}

/** Antialiased bilinear resize, as Pillow's BILINEAR: rows, then columns, rounded to 8 bits after each. */
function resize(picture, box, width, height) {
  const step = picture.data.length / (picture.width * picture.height);
  const rows = new Uint8Array(box.height * width * 3);
  const across = filters(box.width, width);
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < width; x++) {
      const { start, weights } = across[x];
      const from = ((box.top + y) * picture.width + box.left + start) * step;
      for (let c = 0; c < 3; c++) {
        let sum = HALF;
        for (let i = 0; i < weights.length; i++)
          sum += weights[i] * picture.data[from + i * step + c];
        rows[(y * width + x) * 3 + c] = sum >> BITS;
      }
    }
  }
  const result = new Uint8Array(height * width * 3);
  filters(box.height, height).forEach(({ start, weights }, y) => {
    for (let x = 0; x < width * 3; x++) {
      let sum = HALF;
      for (let i = 0; i < weights.length; i++)
        sum += weights[i] * rows[(start + i) * width * 3 + x];
      result[y * width * 3 + x] = sum >> BITS;
    }
  });
  return result;
}

const BITS = 22;
const HALF = 1 << (BITS - 1);

/** For each output position the first input position and the weights, in fixed point. */
function filters(sourceSize, targetSize) {
  const scale = sourceSize / targetSize;
  const support = Math.max(scale, 1);
  return Array.from({ length: targetSize }, (_, target) => {
    const centre = (target + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(sourceSize, Math.trunc(centre + support + 0.5));
    const raw = [];
    for (let i = start; i < end; i++) {
      const distance = Math.abs((i - centre + 0.5) * (1 / support));
      raw.push(distance < 1 ? 1 - distance : 0);
    }
    const sum = raw.reduce((total, value) => total + value, 0);
    return {
      start,
      weights: raw.map((value) => Math.trunc(0.5 + (value / sum) * 2 ** BITS)),
    };
  });
}
