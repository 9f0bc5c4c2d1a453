/**
 * The end of both `check.mjs`: goes through the pictures, compares with expected.json, prints. It expects `probabilitiesOf(path)` and
 * `directory` to be there. With `--json` and paths it answers for other pictures instead: the parity report runs it so.
 */
export const CHECK_COMPARISON_JS = `
const argumentsGiven = process.argv.slice(2);
const asJson = argumentsGiven.includes("--json");
const paths = argumentsGiven.filter((argument) => argument !== "--json");

if (paths.length > 0) {
  const answers = [];
  for (const path of paths) answers.push({ path, probabilities: Array.from(await probabilitiesOf(path)) });
  if (asJson) console.log(JSON.stringify(answers));
  else for (const { path, probabilities } of answers) console.log(path, describe(probabilities));
} else {
  process.exitCode = (await checkSamples()) ? 0 : 1;
}

/** Runs the ten samples and compares with what the app said. */
async function checkSamples() {
  const { tolerance, samples } = await readJson("expected.json");
  let largest = 0;
  let same = 0;
  for (const { file, probabilities: expected } of samples) {
    const probabilities = Array.from(await probabilitiesOf(join(directory, file)));
    const difference = Math.max(...expected.map((value, i) => Math.abs(value - probabilities[i])));
    largest = Math.max(largest, difference);
    if (best(probabilities) === best(expected)) same++;
    if (!asJson) console.log(file, describe(probabilities), "difference", difference.toFixed(5));
  }
  const passed = same === samples.length && largest <= tolerance;
  if (asJson) console.log(JSON.stringify({ pictures: samples.length, same, largest, passed }));
  else console.log((passed ? "PASSED" : "FAILED") + ": " + same + " of " + samples.length + " answers the same, largest difference " + largest.toFixed(5) + " (allowed " + tolerance + ")");
  return passed;
}

function best(values) {
  return values.indexOf(Math.max(...values));
}

function describe(probabilities) {
  const top = best(probabilities);
  return labels[top] + " " + (100 * probabilities[top]).toFixed(1) + " %";
}
`;

/** The beginning of both: reading the notes, and decoding a picture with sharp. */
export const CHECK_PICTURE_JS = `
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";

const directory = import.meta.dirname;
const readJson = async (name) => JSON.parse(await readFile(join(directory, name), "utf8"));
const labels = await readJson("labels.json");
const spec = await readJson("preprocessing.json");

/** Upright, sRGB, over the background: { data, width, height }, 3 bytes a pixel. */
async function decode(path) {
  const [r, g, b] = spec.background;
  const { data, info } = await sharp(await readFile(path))
    .autoOrient()
    .flatten({ background: { r, g, b } })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
`;
