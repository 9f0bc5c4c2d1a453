import type { Finding, FindingPicture, RemedyId } from "#api/doctor.ts";

/** What is decided on at once: one finding, or all copies of one picture. */
export interface FindingCard {
  /** Of its first finding. */
  readonly id: number;
  readonly findings: readonly Finding[];
  /** Beside each other; the one that others are compared with comes first. */
  readonly pictures: readonly FindingPicture[];
  /** That fit every finding of the card. */
  readonly remedies: readonly RemedyId[];
}

/** Findings of a page as cards, in the order of the worst of each. */
export function toCards(findings: readonly Finding[]): FindingCard[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key =
      finding.groupId === null ? `one ${finding.id}` : `all ${finding.groupId}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()].map(toCard);
}

function toCard(findings: Finding[]): FindingCard {
  const [first] = findings as [Finding];
  const pictures = new Map<number, FindingPicture>();
  const isGroup = first.groupId !== null;
  for (const { picture, other } of findings) {
    const pair = isGroup ? [other, picture] : [picture, other];
    for (const one of pair) {
      if (one !== null) pictures.set(one.imageId, one);
    }
  }
  return {
    id: first.id,
    findings,
    pictures: [...pictures.values()],
    remedies: first.remedies.filter((remedy) =>
      findings.every(({ remedies }) => remedies.includes(remedy)),
    ),
  };
}
