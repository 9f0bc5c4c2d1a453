import type { RemedyId, Sureness } from "#api/doctor.ts";
import { formatCount, formatQuantity } from "#renderer/ui/format.ts";

export const doctorStrings = {
  title: "Check-up",
  checks: "Checks",
  loading: "Reading the report …",
  failed: "The report could not be read.",
  lookedAt: (pictures: number, when: string, open: number) =>
    `${formatQuantity(pictures, "picture")} · ${open === 0 ? "nothing to look at" : formatQuantity(open, "finding")} · ${when}`,
  start: "Check the pictures",
  again: "Check again",
  stale: "Changed since",
  staleWhy:
    "Pictures, labels or sides have changed since the last check-up. Findings that no longer hold are left out already.",
  waiting: "Waiting",

  noneTitle: "Nobody has looked at these pictures yet",
  noneMessage:
    "The check-up looks for broken files, copies, leaks between training and test, labels that look wrong, poor pictures and shortcuts. It changes nothing; each finding comes with what can be done about it.",
  noPicturesTitle: "No pictures yet",
  noPicturesMessage: "The check-up looks at pictures. Add some first.",
  toPictures: "To the pictures",
  textsTitle: "The check-up looks at pictures",
  textsMessage: "This project is of texts.",

  severities: {
    high: "Spoils the figures",
    medium: "Worth repairing",
    low: "Good to know",
  },
  nothingFound: "Nothing found",
  notChecked: "Not checked",
  tabCount: (count: number) =>
    `${formatQuantity(count, "finding")} of the check-up`,

  nothingHere: "Nothing to look at here.",
  nothingHereWhy: (dismissed: number) =>
    dismissed === 0
      ? "This check found nothing."
      : `This check has found nothing besides what was dismissed.`,
  leftOut: "This check could not be made.",
  moreRemarks: (count: number) => `… and ${formatCount(count)} more`,
  showDismissed: (count: number) => `Show ${formatCount(count)} dismissed`,
  showOpen: "Show open ones",
  inGrid: "Show all as pictures",
  selectAll: "Select all on this page",
  selected: (count: number) => `${formatCount(count)} selected`,
  page: (from: number, to: number, total: number) =>
    `${formatCount(from)} to ${formatCount(to)} of ${formatCount(total)}`,
  next: "Next",
  previous: "Back",
  findings: (title: string) => `Findings: ${title}`,
  hint: "Arrow keys move, Space selects, Enter repairs, Backspace dismisses.",
  select: (name: string) => `Select ${name}`,

  sureness: {
    certain: "certain",
    likely: "likely",
    possible: "possible",
  } satisfies Record<Sureness, string>,
  pictureFacts: (side: string, width: number, height: number) =>
    `${side} · ${width} × ${height}`,
  unlabelled: "not labelled",
  noSide: "no side",

  remedies: {
    exclude: "Exclude",
    "exclude-other": "Exclude the other",
    "keep-best": "Keep the best, exclude copies",
    relabel: "Label like the other",
    "relabel-other": "Label the other like it",
    "relabel-suggested": "Take the suggested label",
    "join-splits": "Put it on the other's side",
    "join-splits-other": "Put the other on its side",
  } satisfies Record<RemedyId, string>,
  callIt: (name: string) => `Label as ${name}`,
  callBoth: (name: string) => `Both are ${name}`,
  joinOn: (side: string) => `Put both in ${side}`,
  excludeFrom: (side: string) => `Exclude the one in ${side}`,
  remedyAll: (remedy: string, count: number) =>
    `${remedy} (${formatCount(count)})`,
  dismiss: "Dismiss",
  dismissAll: (count: number) => `Dismiss (${formatCount(count)})`,
  restore: "Take back",
  remedied: (changed: number) =>
    changed === 0
      ? "Nothing had to be changed"
      : `${formatQuantity(changed, "picture")} changed`,
  dismissed: (count: number) => `${formatQuantity(count, "finding")} dismissed`,
} as const;
