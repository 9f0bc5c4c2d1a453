import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import { ELEMENT_TYPES } from "#engine/compute/onnx/protobuf.ts";
import type { Padding, Preprocessing } from "#engine/graph/preprocessing.ts";

/**
 * Writes the preprocessing of a picture as ONNX nodes: crop, fit or squash, antialiased resize, channel order, range.
 * The resize works on 8-bit numbers and leaves out what lies outside the picture: there onnxruntime computes as Pillow does, and as the
 * app does, to within one level in a few pixels of a thousand.
 * @param picture ONNX value uint8 [1, height, width, 3], sRGB, any size
 * @returns ONNX value float32 [1, preprocessing.height, preprocessing.width, channels]
 */
export function appendPreprocessing(
  writer: GraphWriter,
  picture: string,
  preprocessing: Preprocessing,
): string {
  const planes = writer.node("Transpose", [picture], { perm: [0, 3, 1, 2] });
  const size = writer.node("Shape", [picture], { start: 1, end: 3 });
  const resized = appendResize(writer, planes, size, preprocessing);
  const channels = appendChannels(writer, resized, preprocessing);
  const count = preprocessing.divisor.length;
  const perChannel = (values: readonly number[]) =>
    writer.constant(Float32Array.from(values), [1, count, 1, 1]);
  const divided = writer.node("Div", [
    channels,
    perChannel(preprocessing.divisor),
  ]);
  const moved = writer.node("Sub", [divided, perChannel(preprocessing.offset)]);
  return writer.node("Transpose", [moved], { perm: [0, 2, 3, 1] });
}

/** @returns float32 [1, 3, height, width], 0 to 255 */
function appendResize(
  writer: GraphWriter,
  planes: string,
  size: string,
  preprocessing: Preprocessing,
): string {
  const { width, height } = preprocessing;
  switch (preprocessing.resize) {
    case "squash":
      return toFloat(
        writer,
        resize(writer, planes, writer.ints([1, 3, height, width])),
      );
    case "crop": {
      const box = inscribedBox(writer, writer.ints([height, width]), size);
      const start = centred(writer, box, size);
      const end = writer.node("Add", [start, box]);
      const part = writer.node("Slice", [
        planes,
        start,
        end,
        writer.ints([2, 3]),
      ]);
      return toFloat(
        writer,
        resize(writer, part, writer.ints([1, 3, height, width])),
      );
    }
    case "fit": {
      const input = writer.ints([height, width]);
      const box = inscribedBox(writer, size, input);
      const sizes = writer.node("Concat", [writer.ints([1, 3]), box], {
        axis: 0,
      });
      const pixels = toFloat(writer, resize(writer, planes, sizes));
      const { padding = "constant", background } = preprocessing;
      return padding === "constant"
        ? pad(writer, pixels, box, input, background)
        : continueOutwards(writer, pixels, box, preprocessing, padding);
    }
  }
}

function resize(writer: GraphWriter, planes: string, sizes: string): string {
  return writer.node("Resize", [planes, "", "", sizes], {
    mode: "linear",
    antialias: 1,
    exclude_outside: 1,
    coordinate_transformation_mode: "half_pixel",
  });
}

/** The largest box inside `frame` with the aspect ratio of `shape`, as int64 [height, width]; the app's `planResize`. */
function inscribedBox(
  writer: GraphWriter,
  shape: string,
  frame: string,
): string {
  const [exactShape, exactFrame] = [shape, frame].map((value) =>
    writer.node("Cast", [value], { to: ELEMENT_TYPES.float64 }),
  ) as [string, string];
  const ratios = writer.node("Div", [exactFrame, exactShape]);
  const scale = writer.node("ReduceMin", [ratios], { keepdims: 0 });
  const exact = writer.node("Mul", [exactShape, scale]);
  const half = writer.node("Add", [exact, writer.doubleScalar(0.5)]);
  const rounded = writer.node("Floor", [half]);
  const atLeastOne = writer.node("Max", [rounded, writer.doubleScalar(1)]);
  const inside = writer.node("Min", [atLeastOne, exactFrame]);
  return writer.node("Cast", [inside], { to: ELEMENT_TYPES.int64 });
}

/** Where a box starts that lies in the middle of a frame; an odd pixel goes to the end. */
function centred(writer: GraphWriter, box: string, frame: string): string {
  const free = writer.node("Sub", [frame, box]);
  return writer.node("Div", [free, writer.ints([2])]);
}

function pad(
  writer: GraphWriter,
  pixels: string,
  box: string,
  input: string,
  background: readonly number[],
): string {
  const before = centred(writer, box, input);
  const free = writer.node("Sub", [input, box]);
  const after = writer.node("Sub", [free, before]);
  const none = writer.ints([0, 0]);
  const pads = writer.node("Concat", [none, before, none, after], { axis: 0 });
  const colour = writer.constant(Float32Array.from(background), [1, 3, 1, 1]);
  const relative = writer.node("Sub", [pixels, colour]);
  const padded = writer.node("Pad", [relative, pads]);
  return writer.node("Add", [padded, colour]);
}

/**
 * Every place of the input takes the pixel that stands for it (`paddedPosition`); `Pad` would refuse to mirror a picture more than once and
 * does not double the edge pixel.
 */
function continueOutwards(
  writer: GraphWriter,
  pixels: string,
  box: string,
  { width, height }: Preprocessing,
  padding: Exclude<Padding, "constant">,
): string {
  const input = writer.ints([height, width]);
  const before = centred(writer, box, input);
  return [height, width].reduce((shown, length, index) => {
    const own = (value: string) =>
      writer.node("Gather", [value, writer.ints([index])], { axis: 0 });
    const size = own(box);
    const places = writer.ints(Array.from({ length }, (_, place) => place));
    const relative = writer.node("Sub", [places, own(before)]);
    const positions = (padding === "edge" ? drawnOut : mirrored)(
      writer,
      relative,
      size,
    );
    return writer.node("Gather", [shown, positions], { axis: 2 + index });
  }, pixels);
}

function drawnOut(writer: GraphWriter, places: string, size: string): string {
  const last = writer.node("Sub", [size, writer.ints([1])]);
  const fromFirst = writer.node("Max", [places, writer.ints([0])]);
  return writer.node("Min", [fromFirst, last]);
}

function mirrored(writer: GraphWriter, places: string, size: string): string {
  const period = writer.node("Add", [size, size]);
  const inPeriod = writer.node("Mod", [places, period]);
  const last = writer.node("Sub", [period, writer.ints([1])]);
  const backwards = writer.node("Sub", [last, inPeriod]);
  return writer.node("Min", [inPeriod, backwards]);
}

function toFloat(writer: GraphWriter, value: string): string {
  return writer.node("Cast", [value], { to: ELEMENT_TYPES.float32 });
}

/** Rec. 601 luma. */
const LUMA = [0.299, 0.587, 0.114];

function appendChannels(
  writer: GraphWriter,
  pixels: string,
  { channels }: Preprocessing,
): string {
  switch (channels) {
    case "rgb":
      return pixels;
    case "bgr":
      return writer.node("Gather", [pixels, writer.ints([2, 1, 0])], {
        axis: 1,
      });
    case "gray": {
      const weights = writer.constant(Float32Array.from(LUMA), [1, 3, 1, 1]);
      const parts = writer.node("Mul", [pixels, weights]);
      return writer.node("ReduceSum", [parts, writer.ints([1])], {
        keepdims: 1,
      });
    }
  }
}
