import { afterAll, beforeAll, expect } from "vitest";
import {
  createEngine,
  createLocalClient,
  type Engine,
  type EngineClient,
} from "#engine/engine.ts";
import {
  temporaryEngineFolders,
  type EngineFolders,
} from "./engine-folders.ts";
import { jobEnded } from "./shapes-engine.ts";

/** An engine in this process without a project; nothing is computed on its own. */
export interface BareEngine {
  readonly home: EngineFolders;
  readonly engine: Engine;
  readonly client: EngineClient;
  /** Waits until a job has ended well. @returns its result */
  finished(jobId: string): Promise<unknown>;
}

/** Starts one before the tests of this file, or of this `describe`, and closes it behind them. */
export function useBareEngine(): BareEngine {
  let home: EngineFolders;
  let engine: Engine;
  let client: EngineClient;
  beforeAll(async () => {
    home = await temporaryEngineFolders();
    engine = await createEngine({
      folders: home.folders,
      startsBaseline: false,
    });
    client = createLocalClient(engine);
  });
  afterAll(async () => {
    await engine.close();
    await home[Symbol.asyncDispose]();
  });
  return {
    get home() {
      return home;
    },
    get engine() {
      return engine;
    },
    get client() {
      return client;
    },
    async finished(jobId) {
      const job = await jobEnded(client, jobId);
      expect(job.error).toBeNull();
      expect(job.status).toBe("finished");
      return job.result;
    },
  };
}
