import type { EngineClient } from "./client.ts";
import { describeFailure } from "./failures.ts";
import { sendFiles } from "./uploads.ts";

/** A picture that is in the data set now. */
export interface CapturedPicture {
  readonly imageId: number;
  /** Null: in the tray. */
  readonly classId: number | null;
}

export interface CaptureState {
  /** On their way. */
  readonly waiting: number;
  readonly added: readonly CapturedPicture[];
  /** Why the last of those that were not taken was not. */
  readonly refusal: string | null;
  readonly refused: number;
}

/** Sends single pictures to the engine while more are taken. */
export interface CaptureQueue {
  /** @param series what is added under one name is one step of undo; default: this call */
  add(files: readonly File[], classId: number | null, series?: string): void;
  /** Takes the last one out of the data set again. */
  removeLast(): Promise<void>;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
  state(): CaptureState;
  subscribe(listener: () => void): () => void;
}

interface Waiting {
  readonly file: File;
  readonly classId: number | null;
  readonly series: string;
}

const MOST_AT_ONCE = 20;

export function createCaptureQueue(
  engine: EngineClient,
  send: typeof sendFiles = sendFiles,
): CaptureQueue {
  let state: CaptureState = {
    waiting: 0,
    added: [],
    refusal: null,
    refused: 0,
  };
  let queue: Waiting[] = [];
  let working: Promise<void> | null = null;
  let uploadId: string | undefined;
  let number = 0;
  const listeners = new Set<() => void>();

  function change(changes: Partial<CaptureState>): void {
    state = { ...state, ...changes };
    for (const listener of listeners) listener();
  }

  async function work(): Promise<void> {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const { classId, series } = first;
      const others = queue.findIndex(
        (entry) => entry.classId !== classId || entry.series !== series,
      );
      const count = Math.min(MOST_AT_ONCE, others < 0 ? queue.length : others);
      const files = queue.slice(0, count).map(({ file }) => file);
      queue = queue.slice(count);
      try {
        await sendBatch(files, classId, series);
      } catch (error) {
        refuse(files.length, describeFailure(error).message);
      }
      change({ waiting: state.waiting - count });
    }
    working = null;
  }

  function refuse(count: number, message: string): void {
    change({ refused: state.refused + count, refusal: message });
  }

  async function sendBatch(
    files: readonly File[],
    classId: number | null,
    series: string,
  ): Promise<void> {
    uploadId ??= (await engine.datasets.createUpload({ name: "captures" }))
      .uploadId;
    const sent = files.map((file) => {
      const ending = /\.\w+$/.exec(file.name)?.[0] ?? "";
      return { path: `${number++}${ending}`, file };
    });
    const failed = await send(uploadId, sent);
    const [failure] = failed;
    if (failure !== undefined) refuse(failed.length, failure.message);
    const names = sent
      .map(({ path }) => path)
      .filter((path) => !failed.some((one) => one.path === path));
    if (names.length === 0) return;
    const result = await engine.captures.add({
      uploadId,
      names,
      classId,
      together: series,
    });
    const [refused] = result.refused;
    if (refused !== undefined) refuse(result.refused.length, refused.message);
    const added = result.added.map(({ imageId }) => ({ imageId, classId }));
    change({ added: [...state.added, ...added] });
  }

  return {
    add(files, classId, series = crypto.randomUUID()) {
      if (files.length === 0) return;
      queue.push(...files.map((file) => ({ file, classId, series })));
      change({ waiting: state.waiting + files.length });
      working ??= work();
    },
    async removeLast() {
      await working;
      const last = state.added.at(-1);
      if (last === undefined) return;
      const { imageId } = last;
      await engine.datasets.setExcluded({
        imageIds: [imageId],
        excluded: true,
      });
      change({
        added: state.added.filter((picture) => picture.imageId !== imageId),
      });
    },
    async settled() {
      await working;
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
