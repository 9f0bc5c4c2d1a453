import { readFile, writeFile } from "node:fs/promises";

import type { Command } from "commander";

import type { DesignDocument } from "#api/designs.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { EngineClient } from "#engine/engine.ts";
import { inSession, openSession } from "./command-session.ts";
import {
  printNote,
  printResult,
  type OutputOptions,
} from "./command-output.ts";

/** The input of lines that do not name one. */
const USUAL_INPUT = [64, 64, 3];

/** `convolve designs`: networks of one's own, from and to files. */
export function addDesigns(program: Command): void {
  const designs = program
    .command("designs")
    .description(
      "List the networks that you designed, or bring them in and out.",
    )
    .option("--json", "print the result as one line of JSON")
    .action(list);
  designs
    .command("import")
    .description(
      "Keep a network: a design file, a Keras configuration (model.to_json()), or a .py file with lines of Keras layers.",
    )
    .argument("<file>", "the file")
    .option("--json", "print the result as one line of JSON")
    .action((file: string, _: OutputOptions, command: Command) =>
      importDesign(file, command.optsWithGlobals()),
    );
  designs
    .command("export")
    .description(
      "Write a network as a design file, or as a Keras configuration.",
    )
    .argument("<id>", "a design, as `convolve designs` lists it")
    .argument("<file>", "where to")
    .option("--keras", "as keras.models.model_from_json reads it")
    .option("--json", "print the result as one line of JSON")
    .action(
      (
        id: string,
        file: string,
        { keras = false }: { keras?: boolean },
        command: Command,
      ) => exportDesign(id, file, keras, command.optsWithGlobals()),
    );
  designs
    .command("remove")
    .description("Remove a network from your collection.")
    .argument("<id>", "a design, as `convolve designs` lists it")
    .option("--json", "print the result as one line of JSON")
    .action((id: string, _: OutputOptions, command: Command) =>
      removeDesign(id, command.optsWithGlobals()),
    );
}

async function list(options: OutputOptions): Promise<void> {
  await inSession(await openSession(), async (client) => {
    const designs = await client.designs.list({});
    const lines = designs.map(
      ({ id, name, inputShape, layers }) =>
        `${id}: ${name}, input ${inputShape.join(" × ")}, ${layers} layers.`,
    );
    const none =
      "You have no designs yet. Bring one in: convolve designs import <file>";
    printResult(options, designs, lines.join("\n") || none);
  });
}

async function importDesign(
  file: string,
  options: OutputOptions,
): Promise<void> {
  await inSession(await openSession(), async (client) => {
    const design = await readDesignFile(client, file);
    const { id } = await client.designs.save({ design });
    printResult(
      options,
      { id, name: design.name },
      `${design.name} is kept as ${id}. Train it: convolve train --model ${id}`,
    );
  });
}

/**
 * A network from a file of any of the kinds that are read.
 * @throws StudioError `design/…`, `models/…`; `designs/no-file`
 */
export async function readDesignFile(
  client: EngineClient,
  file: string,
): Promise<DesignDocument> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new StudioError(
      "designs/no-file",
      `The file "${file}" cannot be read. Name a design file, a Keras configuration or a .py file.`,
      { cause },
    );
  });
  if (/\.py$/i.test(file)) return readLines(client, text);
  if (text.includes('"convolve-design"'))
    return JSON.parse(text) as DesignDocument;
  const { design, notes } = await client.designs.importKeras({ json: text });
  notes.forEach(printNote);
  return design;
}

async function readLines(
  client: EngineClient,
  text: string,
): Promise<DesignDocument> {
  const answer = await client.designs.fromLines({
    text,
    inputShape: USUAL_INPUT,
  });
  if (answer.outcome === "refused") {
    const { line, column, message } = answer;
    throw new StudioError(
      "models/keras-lines",
      `Line ${line}, column ${column}: ${message}`,
    );
  }
  answer.notes.forEach(printNote);
  return answer.design;
}

async function exportDesign(
  id: string,
  file: string,
  asKeras: boolean,
  options: OutputOptions,
): Promise<void> {
  await inSession(await openSession(), async (client) => {
    const { design } = await client.designs.get({ id });
    const text = asKeras
      ? (await client.designs.exportKeras({ design })).json
      : `${JSON.stringify(design, null, 2)}\n`;
    await writeFile(file, text);
    printResult(options, { id, file }, `${design.name} is written to ${file}.`);
  });
}

async function removeDesign(id: string, options: OutputOptions): Promise<void> {
  await inSession(await openSession(), async (client) => {
    await client.designs.remove({ id });
    printResult(options, { id }, `${id} is removed.`);
  });
}
