import type { ImportPlan } from "#api/sources.ts";
import type { Survey } from "#engine/datasets/survey.ts";

import { liesIn } from "./annotations.ts";
import type { Reading } from "./readings.ts";

type Warning = ImportPlan["warnings"][number];

/** What a person should look at before importing, the gravest first. */
export function planWarnings({
  reading,
  survey,
  name,
  classes,
  classCount,
  labelled,
  unlabelled,
}: {
  readonly reading: Reading;
  readonly survey: Survey;
  /** Of the source. */
  readonly name: string;
} & Pick<
  ImportPlan,
  "classes" | "classCount" | "labelled" | "unlabelled"
>): Warning[] {
  const { layout, classesFrom, kind } = reading;
  const several = kind === "texts" ? "texts" : "pictures";
  const warnings: Warning[] = [];
  const warn = (code: string, message: string) =>
    warnings.push({ code, message });
  if (labelled === 0 && unlabelled > 0 && layout === null) {
    warn(
      "source/no-classes",
      `No folder or list says what is in the pictures, so they wait to be labelled. If “${name}” is the folder of one class, choose the folder above it.`,
    );
  }
  if (labelled + unlabelled === 0) {
    warn("source/nothing", `Nothing of it can be taken; see what is skipped.`);
  }
  if (classCount === 1) {
    warn(
      "source/one-class",
      `There is one class only, “${classes[0]?.name ?? ""}”. A classifier needs two; if this is the folder of one class, choose the folder above it.`,
    );
  }
  const single = classes.filter(({ count }) => count === 1);
  if (single.length > 0) {
    warn(
      "source/class-with-one",
      `${nameSome(single.map((one) => one.name))} ${single.length === 1 ? "has" : "have"} one of the ${several} only: too few to learn from and be tested on.`,
    );
  }
  const masked = onlyMasks(survey, classes);
  if (masked.length > 0) {
    warn(
      "source/only-masks",
      `${nameSome(masked)} ${masked.length === 1 ? "has" : "have"} nothing but masks or annotations.`,
    );
  }
  if (classesFrom === "leaf") {
    warn(
      "source/nested",
      "Folders lie in folders here. The innermost ones are taken as the classes; if the outer ones are meant, choose them.",
    );
  }
  if (classCount > 20 && classCount > labelled / 2) {
    warn(
      "source/many-classes",
      `There are ${classCount} classes for ${labelled} ${several}: what was taken as classes may be names.`,
    );
  }
  return warnings;
}

/** Outer folders beside those of classes in which nothing is left when masks are taken away. */
function onlyMasks(
  { facts }: Survey,
  classes: ImportPlan["classes"],
): string[] {
  const known = new Set(classes.map(({ name }) => name));
  const found = new Set<string>();
  for (const folder of facts.annotationFolders) {
    const [first = "", ...below] = folder.split("/");
    if (below.length === 0 || known.has(first)) continue;
    const hasPictures = facts.folders.some(
      ({ path, pictures }) =>
        pictures > 0 && liesIn(`${path}/`, new Set([first])),
    );
    if (!hasPictures) found.add(first);
  }
  return [...found];
}

function nameSome(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `“${name}”`);
  const more = names.length - shown.length;
  if (more > 0) shown.push(`${more} more`);
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}
