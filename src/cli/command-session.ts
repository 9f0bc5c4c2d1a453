import { resolve } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import {
  createEngine,
  createLocalClient,
  engineOfProject,
  connectToEngine,
  type EngineClient,
} from "#engine/engine.ts";

/** What a command works with: the engine in this process, or the one of a studio that has the project open. */
export interface CommandSession {
  readonly client: EngineClient;
  close(): Promise<void>;
}

/** A session without a project. */
export async function openSession(): Promise<CommandSession> {
  const engine = await createEngine({ startsBaseline: false });
  return {
    client: createLocalClient(engine),
    close: () => engine.close(),
  };
}

/**
 * A session on a project. Where a studio of the same user has it open, the work is done there.
 * @param options.createFor make the project when there is none, to import this folder
 * @throws StudioError `project/…`
 */
export async function openProjectSession(
  path: string,
  options: { readonly createFor?: string } = {},
): Promise<CommandSession> {
  const directory = resolve(path);
  const engine = await createEngine({ startsBaseline: false });
  try {
    const { createFor: folder } = options;
    if (folder === undefined) await engine.openProject(directory);
    else await engine.openOrCreateProject(directory, resolve(folder));
    return {
      client: createLocalClient(engine),
      close: () => engine.close(),
    };
  } catch (error) {
    await engine.close();
    if (!(error instanceof StudioError) || error.code !== "project/locked") {
      throw error;
    }
    const other = await engineOfProject(directory);
    if (other === null) throw error;
    process.stderr.write(
      `The project is open in the studio at ${other.origin}; the work is done there.\n`,
    );
    return { client: connectToEngine(other), close: () => Promise.resolve() };
  }
}

/** Runs a command's work in a session and closes it whatever happens. */
export async function inSession<T>(
  session: CommandSession,
  work: (client: EngineClient) => Promise<T>,
): Promise<T> {
  try {
    return await work(session.client);
  } finally {
    await session.close();
  }
}
