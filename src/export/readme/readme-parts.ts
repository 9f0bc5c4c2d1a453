import type { ExportModel } from "#engine/export/export-types.ts";

/** What every export's README says about the model: classes and preprocessing, in words. */
export function modelFacts({
  name,
  labels,
  preprocessing,
}: ExportModel): string {
  const { width, height, resize, channels, divisor, offset, background } =
    preprocessing;
  const how = {
    squash: "squashed",
    crop: "cut to the middle and resized",
    fit: `fitted, with rgb(${background.join(", ")}) around it, and resized`,
  }[resize];
  const shown = labels
    .slice(0, 20)
    .map((label) => `\`${label.replace(/[`\r\n]/g, " ")}\``);
  const more =
    labels.length > 20 ? ` … (${labels.length} in all, see labels.txt)` : "";
  return `# ${name.replace(/[\r\n]/g, " ")}

An image classifier made with Convolve. Classes: ${shown.join(", ")}${more}.

What it sees: the picture upright (EXIF orientation), in sRGB, over rgb(${background.join(", ")}) where it is transparent, ${how} to
${width} × ${height} pixels with an antialiased bilinear filter (as Pillow's \`BILINEAR\`), ${channels === "gray" ? "gray (0.299 R + 0.587 G + 0.114 B)" : channels.toUpperCase()}, each value divided by ${divisor.join(", ")} minus
${offset.join(", ")}. \`preprocessing.json\` says the same to programs.`;
}

export const SAMPLE_FACTS = `## Samples

\`samples/\` holds pictures and \`expected.json\` the probabilities that the app gave for them. The check scripts compute them again: the first answer must be the same on
all, and no probability may differ by more than 0.02. \`../parity.json\` says how the check went when the model was exported.`;
