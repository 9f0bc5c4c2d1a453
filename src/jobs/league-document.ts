import { z } from "zod";

import { LeagueEntrySchema, LeagueSchema } from "#api/league.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";

/** The document of the index that holds the league of networks. */
export const LEAGUE_DOCUMENT = "league";

export const LeagueDocumentSchema = z.object({
  entries: z.array(LeagueEntrySchema),
  pictures: z.number().int(),
  failures: LeagueSchema.shape.failures,
  /** Of the pictures and labels that it was computed from. */
  labelsKey: z.string(),
});
export type LeagueDocument = z.infer<typeof LeagueDocumentSchema>;

/** Changes with whatever the league looks at; test pictures are not among it. */
export function leagueKey(reader: IndexReader): string {
  return reader.labelsKey(["train", "validation"]);
}
