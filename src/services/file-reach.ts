import { access } from "node:fs/promises";

/** A drive that does not answer for so long counts as gone for now. */
const LIMIT_MS = 400;

/**
 * Whether files and folders are there, asked without waiting for a network drive that stalls: each question that hangs holds one of the
 * few threads that all file work of the process shares, so while one of them hangs nothing more is asked below the same folder.
 */
export class FileReach {
  readonly #ask: (path: string) => Promise<void>;
  readonly #hanging = new Set<string>();

  /** @param ask rejects when nothing is there; default: the file system */
  constructor(ask: (path: string) => Promise<void> = access) {
    this.#ask = ask;
  }

  /**
   * @param path absolute
   * @param root folder that stalls as a whole, such as the one that was imported
   */
  async isThere(path: string, root: string = path): Promise<boolean> {
    if (this.#hanging.has(root)) return false;
    const answer = this.#ask(path).then(
      () => true,
      () => false,
    );
    const late = Symbol("late");
    const first = await Promise.race([answer, timeout(LIMIT_MS, late)]);
    if (typeof first === "boolean") return first;
    this.#hanging.add(root);
    void answer.then(() => this.#hanging.delete(root));
    return false;
  }
}

function timeout<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), milliseconds).unref();
  });
}
