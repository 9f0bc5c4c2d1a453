import type { Project } from "#engine/storage/project-types.ts";

/**
 * Carries out an undo or redo and keeps the test side's seal honest: when it brings back a test side that was opened, that one is open;
 * when it does a new drawing of it again, the new one is sealed.
 */
export async function withTestSeal<T>(
  { reader, writer }: Pick<Project, "reader" | "writer">,
  act: () => Promise<T>,
): Promise<T> {
  const draws = () => reader.splitState().testDraws ?? 0;
  const before = draws();
  const result = await act();
  if (draws() > before) {
    await writer.execute("sealTest", {
      reason: "The new drawing was done again",
    });
  } else if (draws() < before && !reader.isTestOpen()) {
    await writer.execute("recordTestLook", {
      reason: "Undo brought back a test side that had been opened",
      runId: null,
    });
  }
  return result;
}
