// What check.mjs is made of: comparing answers with expected.json.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const labels = await readJson("labels.json");

/** A JSON file beside this one. */
export async function readJson(name) {
  return JSON.parse(await readFile(join(import.meta.dirname, name), "utf8"));
}

/**
 * Checks the samples, or answers for the files named on the command line; with --json for programs.
 * probabilitiesOf: path => probabilities of the classes, in order
 */
export async function checkAnswers(probabilitiesOf) {
  const given = process.argv.slice(2);
  const asJson = given.includes("--json");
  const paths = given.filter((argument) => argument !== "--json");
  if (paths.length === 0) {
    process.exitCode = (await checkSamples(probabilitiesOf, asJson)) ? 0 : 1;
    return;
  }
  const answers = [];
  for (const path of paths) {
    const probabilities = Array.from(await probabilitiesOf(path));
    answers.push({ path, probabilities });
    if (!asJson) console.log(path, describe(probabilities));
  }
  if (asJson) console.log(JSON.stringify(answers));
}

/** Runs the samples and compares with what the app said. */
async function checkSamples(probabilitiesOf, asJson) {
  const { tolerance, samples } = await readJson("expected.json");
  let largest = 0;
  let same = 0;
  for (const { file, probabilities: expected } of samples) {
    const path = join(import.meta.dirname, file);
    const probabilities = Array.from(await probabilitiesOf(path));
    const difference = largestDifference(expected, probabilities);
    largest = Math.max(largest, difference);
    if (best(probabilities) === best(expected)) same++;
    if (asJson) continue;
    console.log(
      file,
      describe(probabilities),
      "difference",
      difference.toFixed(5),
    );
  }
  const pictures = samples.length;
  const passed = same === pictures && largest <= tolerance;
  console.log(
    asJson
      ? JSON.stringify({ pictures, same, largest, passed })
      : `${passed ? "PASSED" : "FAILED"}: ${same} of ${pictures} answers the same, largest difference ${largest.toFixed(5)} (allowed ${tolerance})`,
  );
  return passed;
}

function largestDifference(expected, received) {
  return Math.max(...expected.map((value, i) => Math.abs(value - received[i])));
}

function best(values) {
  return values.indexOf(Math.max(...values));
}

function describe(probabilities) {
  const top = best(probabilities);
  return `${labels[top]} ${(100 * probabilities[top]).toFixed(1)} %`;
}
