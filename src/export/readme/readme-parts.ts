import type {
  ExportModel,
  PictureModel,
  TextModel,
} from "#engine/export/export-types.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";

/** What the README of a model of pictures says about it: classes and preprocessing, in words. */
export function pictureModelFacts(model: PictureModel): string {
  const { width, height, channels, divisor, offset, background } =
    model.preprocessing;
  return `${modelFacts("An image classifier", model)}

What it sees: the picture upright (EXIF orientation), in sRGB, over rgb(${background.join(", ")}) where it is transparent, ${describeResize(model.preprocessing)} to
${width} × ${height} pixels with an antialiased bilinear filter (as Pillow's \`BILINEAR\`), ${channels === "gray" ? "gray (0.299 R + 0.587 G + 0.114 B)" : channels.toUpperCase()}, each value divided by ${divisor.join(", ")} minus
${offset.join(", ")}. \`preprocessing.json\` says the same to programs.`;
}

function describeResize({
  resize,
  padding = "constant",
  background,
}: Preprocessing): string {
  const around = {
    constant: `with rgb(${background.join(", ")}) around it`,
    edge: "with its edge pixels drawn out around it (numpy's `edge`)",
    mirror:
      "mirrored around it with the edge pixel doubled (numpy's `symmetric`)",
  };
  return {
    squash: "squashed",
    crop: "cut to the middle and resized",
    fit: `fitted, ${around[padding]}, and resized`,
  }[resize];
}

/** The same of a model of texts. */
export function textModelFacts(model: TextModel): string {
  const { length, keep, vocabulary } = model.preprocessing;
  return `${modelFacts("A classifier of texts", model)}

What it sees: the text is split where there is white space; each piece is put into lower case and loses the punctuation of ASCII; what is
left of it, if anything, is a word. A word becomes its place in \`vocabulary.json\` (${vocabulary.length.toLocaleString("en")} places), or 1 when it is not listed. The ${keep === "start" ? "first" : "last"}
${length} words are seen; a shorter text is filled up with 0 behind its last word. \`preprocessing.json\` says the same to programs, \`tokens.mjs\` does it.`;
}

function modelFacts(
  kind: string,
  { name, labels }: Pick<ExportModel, "name" | "labels">,
): string {
  const shown = labels
    .slice(0, 20)
    .map((label) => `\`${label.replace(/[`\r\n]/g, " ")}\``);
  const more =
    labels.length > 20 ? ` … (${labels.length} in all, see labels.txt)` : "";
  return `# ${name.replace(/[\r\n]/g, " ")}

${kind} made with Convolve. Classes: ${shown.join(", ")}${more}.`;
}

/** @param items what the samples are, such as `pictures` */
export function sampleFacts(items: string): string {
  return `## Samples

\`samples/\` holds ${items} and \`expected.json\` the probabilities that the app gave for them. The check scripts compute them again: the first answer must be the same on
all, and no probability may differ by more than 0.02. \`../parity.json\` says how the check went when the model was exported.`;
}
