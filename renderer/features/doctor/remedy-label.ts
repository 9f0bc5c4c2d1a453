import type { Finding, RemedyId } from "#api/doctor.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.doctor;

/** What a remedy is called for one finding: with the class or the side that it is about. */
export function remedyLabel(
  remedy: RemedyId,
  { picture, other, suggestedClassId }: Finding,
  className: (classId: number) => string,
): string {
  const sideOf = (split: "train" | "validation" | "test") =>
    strings.common[split].toLowerCase();
  if (remedy === "relabel" && other?.classId != null) {
    return text.callBoth(className(other.classId));
  }
  if (remedy === "relabel-other" && picture.classId !== null) {
    return text.callBoth(className(picture.classId));
  }
  if (remedy === "relabel-suggested" && suggestedClassId !== null) {
    return text.callIt(className(suggestedClassId));
  }
  const isAcross =
    other !== null && other.split !== null && other.split !== picture.split;
  if (remedy === "exclude" && isAcross && picture.split !== null) {
    return text.excludeFrom(sideOf(picture.split));
  }
  if (remedy === "exclude-other" && isAcross && other.split !== null) {
    return text.excludeFrom(sideOf(other.split));
  }
  if (remedy === "join-splits" && isAcross && other.split !== null) {
    return text.joinOn(sideOf(other.split));
  }
  if (remedy === "join-splits-other" && isAcross && picture.split !== null) {
    return text.joinOn(sideOf(picture.split));
  }
  return text.remedies[remedy];
}
