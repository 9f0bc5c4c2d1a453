import { z } from "zod";

import { ClassesFromSchema, type ClassesFrom } from "#api/sources.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

import type { ImportRequest } from "./import-types.ts";

/** Name of the document that says how a person wanted the folders of the data set to be read. */
const DOCUMENT = "root-readings";
const DocumentSchema = z.record(z.string(), ClassesFromSchema);

/** Keeps the reading that a person chose for a root, for whoever imports it again without asking. */
export async function rememberReading(
  rootId: number,
  classesFrom: ClassesFrom,
  { reader, emit }: Pick<ImportRequest, "reader" | "emit">,
): Promise<void> {
  const known = readDocument(reader);
  if (known[rootId] === classesFrom) return;
  await emit("setDocument", {
    name: DOCUMENT,
    value: { ...known, [rootId]: classesFrom },
  });
}

/** Undefined where the folder is to be read as it is recognised. */
export function rememberedReading(
  rootId: number,
  reader: IndexReader,
): ClassesFrom | undefined {
  return readDocument(reader)[rootId];
}

function readDocument(
  reader: IndexReader,
): Readonly<Record<string, ClassesFrom>> {
  return DocumentSchema.safeParse(reader.document(DOCUMENT)).data ?? {};
}
