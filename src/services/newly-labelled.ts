import type { Project } from "#engine/storage/project-types.ts";

/** After a change of labels: pictures that came out of the tray of unlabelled ones get a side, by the rule that the data set is split by. */
export async function dealNewlyLabelled({
  reader,
  writer,
}: Pick<Project, "reader" | "writer">): Promise<void> {
  if (reader.classes().every(({ unassigned }) => unassigned === 0)) return;
  const { completeSplits } = await import("#engine/datasets/resplit.ts");
  await completeSplits(reader, (command, params) =>
    writer.execute(command, params),
  );
}
