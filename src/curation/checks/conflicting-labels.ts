import type {
  Check,
  CheckFacts,
  CheckFinding,
} from "#engine/curation/check.ts";

export const conflictingLabels: Check = {
  id: "conflicting-labels",
  title: "The same picture under two labels",
  why: "One of the two labels must be wrong, and a model cannot learn both.",
  severity: "high",
  usesLabels: true,
  refinedBy: "embeddings",
  remedies: [
    "relabel",
    "relabel-other",
    "relabel-suggested",
    "exclude",
    "exclude-other",
  ],
  run: async (facts) => ({
    findings: [...conflictingFiles(facts), ...conflictingCopies(facts)],
    remarks: [],
  }),
};

/** Files with the same bytes in two class folders; importing took the first. */
function conflictingFiles({
  problems,
  classes,
  pictures,
}: CheckFacts): CheckFinding[] {
  const byName = new Map(classes.map(({ id, name }) => [name, id]));
  const classOf = new Map<number, number>();
  pictures.imageIds.forEach((id, row) =>
    classOf.set(id, pictures.classIds[row]!),
  );
  const findings: CheckFinding[] = [];
  for (const { code, path, imageId } of problems) {
    if (code !== "dataset/conflicting-label" || imageId === null) continue;
    const classId = classOf.get(imageId);
    if (classId === undefined || classId < 0) continue;
    const folder = path.split("/").findLast((part) => byName.has(part));
    const suggestedClassId =
      folder === undefined ? undefined : byName.get(folder);
    if (suggestedClassId === classId) continue;
    findings.push({
      imageId,
      otherImageId: null,
      score: 2,
      classId,
      details: {
        sureness: "certain",
        message: `The same file is there again as “${path}”, in another class.`,
        ...(suggestedClassId === undefined ? {} : { suggestedClassId }),
      },
    });
  }
  return findings;
}

function conflictingCopies({
  pictures,
  copies,
  classes,
}: CheckFacts): CheckFinding[] {
  const names = new Map(classes.map(({ id, name }) => [id, name]));
  const findings: CheckFinding[] = [];
  for (const { first, second, likeness, sureness, relation } of copies) {
    const classId = pictures.classIds[first]!;
    const otherClassId = pictures.classIds[second]!;
    if (classId === otherClassId || classId < 0 || otherClassId < 0) continue;
    findings.push({
      imageId: pictures.imageIds[first]!,
      otherImageId: pictures.imageIds[second]!,
      score: likeness,
      classId,
      otherClassId,
      details: {
        sureness,
        relation,
        message: `The same picture (${relation}) is “${names.get(classId) ?? ""}” here and “${names.get(otherClassId) ?? ""}” there.`,
      },
    });
  }
  return findings;
}
