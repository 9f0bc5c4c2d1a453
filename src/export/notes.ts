import {
  isOfTexts,
  PADDING_INDEX,
  UNKNOWN_INDEX,
} from "#engine/graph/text-preprocessing.ts";
import type { ExportModel } from "./export-types.ts";

/**
 * What lies beside every exported model: `labels.txt` for people and simple programs (one a line), `labels.json` with the names exactly
 * as they are, and `preprocessing.json`; for texts `vocabulary.json` too, the word of each number.
 */
export function notesFor(
  model: Pick<ExportModel, "labels" | "preprocessing">,
): [string, string][] {
  const lines = model.labels.map((label) =>
    label.replace(/[\r\n\u2028\u2029]+/g, " "),
  );
  return [
    ["labels.txt", `${lines.join("\n")}\n`],
    ["labels.json", toJson(model.labels)],
    ...preprocessingNotes(model),
  ];
}

function preprocessingNotes({
  preprocessing,
}: Pick<ExportModel, "preprocessing">): [string, string][] {
  if (!isOfTexts(preprocessing)) {
    return [["preprocessing.json", toJson(preprocessing)]];
  }
  const { vocabulary, ...reading } = preprocessing;
  const reserved = { paddingIndex: PADDING_INDEX, unknownIndex: UNKNOWN_INDEX };
  return [
    ["preprocessing.json", toJson({ ...reading, ...reserved })],
    ["vocabulary.json", toJson(vocabulary)],
  ];
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
