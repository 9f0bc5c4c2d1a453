import type {
  Check,
  CheckFacts,
  CheckFinding,
} from "#engine/curation/check.ts";
import type { CopyPair } from "#engine/curation/copies.ts";
import { DisjointSets } from "#engine/base/disjoint-sets.ts";
import type { PictureColumns } from "#engine/curation/picture-columns.ts";

export const nearDuplicates: Check = {
  id: "near-duplicates",
  title: "Copies of the same picture",
  why: "A picture that is there several times, resized, mirrored or turned, counts more than the others; on two sides of a split it makes the figures better than they are.",
  severity: "medium",
  usesLabels: false,
  refinedBy: "embeddings",
  remedies: ["keep-best", "exclude-other"],
  run: async (facts) => ({ findings: findGroups(facts), remarks: [] }),
};

/** One finding for each copy, beside the best of its group. */
function findGroups({ pictures, copies }: CheckFacts): CheckFinding[] {
  const groups = new DisjointSets();
  const direct = new Map<string, CopyPair>();
  for (const pair of copies) {
    groups.join(pair.first, pair.second);
    direct.set(`${pair.first},${pair.second}`, pair);
  }
  const joined = copies.flatMap(({ first, second }) => [first, second]);
  const findings: CheckFinding[] = [];
  for (const [root, members] of groups.members(joined)) {
    const best = members.reduce((a, b) => better(pictures, a, b));
    for (const member of members) {
      if (member === best) continue;
      const pair = direct.get(
        member < best ? `${member},${best}` : `${best},${member}`,
      );
      findings.push({
        imageId: pictures.imageIds[member]!,
        otherImageId: pictures.imageIds[best]!,
        score: pair?.likeness ?? 0,
        groupId: pictures.imageIds[root]!,
        details: {
          sureness: pair?.sureness ?? "possible",
          relation: pair?.relation ?? "by way of another copy",
          message:
            pair === undefined
              ? "It is a copy of another picture of this group."
              : `It is the same picture as the other one: ${pair.relation}.`,
        },
      });
    }
  }
  return findings;
}

/** The one to keep: more pixels, then more bytes, then the one that came first. */
function better(
  { widths, heights, sizeBytes }: PictureColumns,
  a: number,
  b: number,
): number {
  const pixels = widths[a]! * heights[a]! - widths[b]! * heights[b]!;
  const bytes = sizeBytes[a]! - sizeBytes[b]!;
  return (pixels || bytes || b - a) >= 0 ? a : b;
}
