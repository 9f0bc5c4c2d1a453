import type { Command } from "commander";

import type { ModelDetail, ModelSummary } from "#api/models.ts";
import { alignedTable } from "#engine/base/aligned-table.ts";
import { inSession, openSession } from "./command-session.ts";
import { printResult, type OutputOptions } from "./command-output.ts";
import { positiveNumber } from "./option-values.ts";

interface ModelsOptions extends OutputOptions {
  readonly inputSize?: number;
  readonly width?: number;
  readonly classes?: number;
}

export function addModels(program: Command): void {
  program
    .command("models")
    .description("List the models, or show one with all its layers.")
    .argument("[id]", "a model, such as lenet-5")
    .option("--input-size <pixels>", "side of the input", positiveNumber)
    .option("--width <factor>", "width of the network", positiveNumber)
    .option("--classes <number>", "number of classes", positiveNumber)
    .option("--json", "print the result as one line of JSON")
    .action(showModels);
}

async function showModels(
  id: string | undefined,
  options: ModelsOptions,
): Promise<void> {
  const { inputSize, width, classes } = options;
  await inSession(await openSession(), async (client) => {
    if (id === undefined) {
      const models = await client.models.list({});
      printResult(options, models, models.map(describeModel).join("\n"));
    } else {
      const model = await client.models.get({ id, inputSize, width, classes });
      printResult(options, model, describeLayers(model));
    }
  });
}

function describeModel(model: ModelSummary): string {
  const size = model.inputShape.join(" × ");
  return `${model.id}: ${model.name}, input ${size}, ${model.parameters.total.toLocaleString("en")} parameters. ${model.description}`;
}

const COLUMNS = [
  "layer",
  "op",
  "maps",
  "size",
  "kernel",
  "stride",
  "padding",
  "activation",
  "parameters",
] as const;

function describeLayers(model: ModelDetail): string {
  const rows = model.layers.map(({ name, op, row, parameters }) => [
    name,
    op,
    row.maps.toLocaleString("en"),
    describePair(row.size),
    describePair(row.kernel),
    describePair(row.stride),
    row.padding ?? "",
    row.activation ?? "",
    parameters.total.toLocaleString("en"),
  ]);
  return [
    describeModel(model),
    ...alignedTable([COLUMNS, ...rows]),
    `${model.parameters.trainable.toLocaleString("en")} trainable parameters, ${model.multiplyAdds.toLocaleString("en")} multiply-adds.`,
    ...model.remarks.map((remark) => `- ${remark}`),
  ].join("\n");
}

/** `5 × 5`; nothing for what a layer does not have. */
function describePair(pair: readonly number[] | null): string {
  return pair?.join(" × ") ?? "";
}
