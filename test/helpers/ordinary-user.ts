import { chmod } from "node:fs/promises";

/**
 * Runs an action without the superuser's right to read and write everything, for tests of permissions.
 * @param folder the temporary folder of the test, which that user must be able to enter
 */
export async function asOrdinaryUser(
  folder: string,
  action: () => Promise<void>,
): Promise<void> {
  if (process.geteuid?.() !== 0) return action();
  await chmod(folder, 0o755);
  process.seteuid?.(65534);
  try {
    await action();
  } finally {
    process.seteuid?.(0);
  }
}
