import type { ExportModel } from "./export-types.ts";

/**
 * What lies beside every exported model: `labels.txt` for people and simple programs (one a line), `labels.json` with the names exactly
 * as they are, and `preprocessing.json`.
 */
export function notesFor(model: ExportModel): [string, string][] {
  const lines = model.labels.map((label) =>
    label.replace(/[\r\n\u2028\u2029]+/g, " "),
  );
  return [
    ["labels.txt", `${lines.join("\n")}\n`],
    ["labels.json", `${JSON.stringify(model.labels, null, 2)}\n`],
    ["preprocessing.json", `${JSON.stringify(model.preprocessing, null, 2)}\n`],
  ];
}
