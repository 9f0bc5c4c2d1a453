import { alignedTable } from "#engine/base/aligned-table.ts";
import { EXPERIMENT_CATALOG } from "./catalog.ts";
import type { Experiment, ExperimentResult } from "./experiment.ts";

/** For a terminal: what was asked, a row per network, and what it shows. */
export function formatExperiment(
  { title, question, paper }: Experiment,
  { columns, rows, conclusion }: ExperimentResult,
): string {
  const table = [
    ["network", "parameters", ...columns, "seconds"],
    ...rows.map(({ network, parameters, shares, seconds }) => [
      network,
      parameters.toLocaleString("en"),
      ...shares.map((share) => `${(share * 100).toFixed(1)} %`),
      seconds.toFixed(1),
    ]),
  ];
  return [
    title,
    question,
    "",
    ...alignedTable(table),
    "",
    conclusion,
    paper,
  ].join("\n");
}

/** For a terminal: every experiment with its question. */
export function formatExperimentList(): string {
  return Object.entries(EXPERIMENT_CATALOG)
    .map(([id, { title, question }]) => `${id}: ${title}. ${question}`)
    .join("\n");
}
