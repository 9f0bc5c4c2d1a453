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
 * @param options.create make the project when there is none
 * @throws StudioError `project/…`
 */
export async function openProjectSession(
  path: string,
  options: { readonly create?: boolean } = {},
): Promise<CommandSession> {
  const directory = resolve(path);
  const engine = await createEngine({ startsBaseline: false });
  try {
    if (options.create) await engine.openOrCreateProject(directory);
    else await engine.openProject(directory);
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
