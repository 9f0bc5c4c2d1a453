import type { RemedyId } from "#api/doctor.ts";
import type {
  FindingRow,
  ImageChange,
} from "#engine/storage/data-room-types.ts";

/** What is known of a finding's pictures when it is remedied. */
export interface RemedyFacts {
  readonly finding: FindingRow;
  readonly suggestedClassId: number | null;
}

/** What a remedy does about one finding; null: it is of no use for this one. */
const REMEDIES: Readonly<
  Record<RemedyId, (facts: RemedyFacts) => ImageChange | null>
> = {
  exclude: ({ finding }) => ({ imageId: finding.imageId, excluded: true }),
  // The copy; the best of its group is the other one.
  "keep-best": ({ finding }) => ({ imageId: finding.imageId, excluded: true }),
  "exclude-other": ({ finding }) =>
    onOther(finding, (imageId) => ({ imageId, excluded: true })),
  relabel: ({ finding }) =>
    finding.otherClassId === null
      ? null
      : { imageId: finding.imageId, classId: finding.otherClassId },
  "relabel-other": ({ finding: { otherImageId, classId } }) =>
    otherImageId === null || classId === null
      ? null
      : { imageId: otherImageId, classId },
  "relabel-suggested": ({ finding, suggestedClassId }) =>
    suggestedClassId === null
      ? null
      : { imageId: finding.imageId, classId: suggestedClassId },
  "join-splits": ({ finding }) =>
    finding.otherSplit === null
      ? null
      : { imageId: finding.imageId, split: finding.otherSplit },
  "join-splits-other": ({ finding: { otherImageId, split } }) =>
    otherImageId === null || split === null
      ? null
      : { imageId: otherImageId, split },
};

/** @returns the change of one picture, or null when the remedy does not fit the finding */
function remedyFinding(
  remedy: RemedyId,
  finding: FindingRow,
): ImageChange | null {
  return REMEDIES[remedy]({
    finding,
    suggestedClassId: suggestedClassOf(finding),
  });
}

/** Of some remedies of a check, those that fit this finding. */
export function fittingRemedies(
  remedies: readonly RemedyId[],
  finding: FindingRow,
): RemedyId[] {
  return remedies.filter((remedy) => remedyFinding(remedy, finding) !== null);
}

/**
 * One change to a picture, however many findings speak of it. A copy of a group is not left out together with the one that it was
 * compared with: of two findings that would empty a pair, the first decides.
 */
export function remedyAll(
  remedy: RemedyId,
  findings: readonly FindingRow[],
): ImageChange[] {
  const changes = new Map<number, ImageChange>();
  for (const finding of findings) {
    const change = remedyFinding(remedy, finding);
    if (change === null || changes.has(change.imageId)) continue;
    const twin =
      change.imageId === finding.imageId
        ? finding.otherImageId
        : finding.imageId;
    if (twin !== null && changes.has(twin)) continue;
    changes.set(change.imageId, change);
  }
  return [...changes.values()];
}

/** The class that a check suggests for the finding's picture. */
export function suggestedClassOf({ details }: FindingRow): number | null {
  if (typeof details !== "object" || details === null) return null;
  const { suggestedClassId } = details as { suggestedClassId?: unknown };
  return typeof suggestedClassId === "number" ? suggestedClassId : null;
}

function onOther(
  { otherImageId }: FindingRow,
  change: (imageId: number) => ImageChange,
): ImageChange | null {
  return otherImageId === null ? null : change(otherImageId);
}
