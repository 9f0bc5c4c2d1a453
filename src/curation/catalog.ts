import type { Check } from "./check.ts";
import { blurred } from "#engine/curation/checks/blurred.ts";
import { brokenFiles } from "#engine/curation/checks/broken-files.ts";
import { classImbalance } from "#engine/curation/checks/class-imbalance.ts";
import { conflictingLabels } from "#engine/curation/checks/conflicting-labels.ts";
import { exactDuplicates } from "#engine/curation/checks/exact-duplicates.ts";
import { fewPictures } from "#engine/curation/checks/few-pictures.ts";
import { likelyWrongLabels } from "#engine/curation/checks/likely-wrong-labels.ts";
import { lowInformation } from "#engine/curation/checks/low-information.ts";
import { nearDuplicates } from "#engine/curation/checks/near-duplicates.ts";
import { oddAspectRatio } from "#engine/curation/checks/odd-aspect-ratio.ts";
import { outliers } from "#engine/curation/checks/outliers.ts";
import { shortcuts } from "#engine/curation/checks/shortcuts.ts";
import { splitLeaks } from "#engine/curation/checks/split-leaks.ts";
import { suspiciousFiles } from "#engine/curation/checks/suspicious-files.ts";
import { tooBright } from "#engine/curation/checks/too-bright.ts";
import { tooDark } from "#engine/curation/checks/too-dark.ts";
import { tooSmall } from "#engine/curation/checks/too-small.ts";

/** Every check, in the order of the report. Adding one is a file in `checks/` and an entry here. */
export const CHECKS: readonly Check[] = [
  splitLeaks,
  conflictingLabels,
  likelyWrongLabels,
  nearDuplicates,
  shortcuts,
  outliers,
  brokenFiles,
  fewPictures,
  tooDark,
  tooBright,
  lowInformation,
  blurred,
  classImbalance,
  tooSmall,
  oddAspectRatio,
  suspiciousFiles,
  exactDuplicates,
];

export function findCheck(id: string): Check | undefined {
  return CHECKS.find((check) => check.id === id);
}
