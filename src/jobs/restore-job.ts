import type { Restored } from "#api/versions.ts";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { planRestoration } from "#engine/datasets/versions/restore-version.ts";
import type { ImageChange } from "#engine/storage/data-room-types.ts";
import { readVersion } from "#engine/storage/versions-file.ts";
import type { JobContext } from "./job-context.ts";

export interface RestoreParameters {
  readonly digest: string;
  /** As the history calls the version: `“before clean-up”`. */
  readonly name: string;
  readonly added: "stay" | "exclude";
}

/** Changes of one message: the writer carries them out in two transactions. */
const TOGETHER = 4000;

/**
 * Makes labels, sides, exclusions and classes what they were in a version: one edit. The engine takes it back when this does not come to
 * its end.
 */
export async function restoreVersion(
  { digest, name, added }: RestoreParameters,
  context: JobContext,
): Promise<Restored> {
  const { projectDirectory, emit, onProgress, signal } = context;
  const reader = context.reader();
  const version = await readVersion(projectDirectory, digest);
  const { gone, changes, ...classes } = await planRestoration(
    reader,
    version,
    added,
    context,
  );
  const { editId, created } = await emit("openLongEdit", {
    description: `Go back to the data of ${name}`,
    ...classes,
  });
  const total = changes.length;
  for (let done = 0; done < total; done += TOGETHER) {
    throwIfCancelled(signal);
    onProgress({ phase: "Going back", done, total, unit: "images" });
    await emit("extendLongEdit", {
      editId,
      changes: changes
        .slice(done, done + TOGETHER)
        .map((change) => withClass(change, created)),
    });
  }
  throwIfCancelled(signal);
  const { changed } = await emit("closeLongEdit", { editId });
  // What was on an opened test side may be on it again.
  const comesToTest = changes.some(({ split }) => split === "test");
  if (comesToTest && !reader.isTestOpen() && reader.testLooks().length > 0) {
    await emit("recordTestLook", {
      reason: `Going back to ${name} brought back pictures of a test set that had been opened`,
      runId: null,
    });
  }
  return { changed, gone };
}

function withClass(
  { newClass, ...change }: ImageChange,
  created: readonly number[],
): ImageChange {
  const classId = newClass === undefined ? undefined : created[newClass];
  return classId === undefined ? change : { ...change, classId };
}
