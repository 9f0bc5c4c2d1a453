import { useCallback, useEffect, useReducer, useRef } from "react";

import type { Prediction } from "#api/results.ts";
import type { EngineClient } from "#renderer/engine-client/client.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { sendFiles } from "#renderer/engine-client/uploads.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

/** Pictures that one request may carry. */
export const MOST_AT_ONCE = 64;

/** A picture that was tried, and what came back. */
export interface TriedPicture {
  readonly key: string;
  readonly name: string;
  /** Address in this page of the picture as it was given. */
  readonly url: string;
  readonly uploadId: string | null;
  readonly prediction: Prediction | null;
  readonly failure: string | null;
}

export type TriedChange =
  | { readonly type: "taken"; readonly pictures: readonly TriedPicture[] }
  | {
      readonly type: "answered";
      readonly keys: readonly string[];
      readonly uploadId: string;
      readonly predictions: readonly Prediction[];
    }
  | {
      readonly type: "failed";
      readonly keys: readonly string[];
      readonly message: string;
    }
  | { readonly type: "removed"; readonly key: string }
  | { readonly type: "cleared" };

/** Newest first; answers go to the pictures that were asked about, in their order. */
export function triedPictures(
  known: readonly TriedPicture[],
  change: TriedChange,
): readonly TriedPicture[] {
  switch (change.type) {
    case "taken":
      return [...change.pictures, ...known];
    case "answered":
      return known.map((picture) => {
        const place = change.keys.indexOf(picture.key);
        const prediction = change.predictions[place];
        return place === -1 || prediction === undefined
          ? picture
          : {
              ...picture,
              uploadId: change.uploadId,
              prediction,
              failure: prediction.error?.message ?? null,
            };
      });
    case "failed":
      return known.map((picture) =>
        change.keys.includes(picture.key)
          ? { ...picture, failure: change.message }
          : picture,
      );
    case "removed":
      return known.filter(({ key }) => key !== change.key);
    case "cleared":
      return [];
  }
}

/** The pictures tried on a run since the screen was opened. Their addresses are given back when they go. */
export function useTriedPictures(runId: string): {
  readonly pictures: readonly TriedPicture[];
  readonly take: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly clear: () => void;
} {
  const engine = useEngine();
  const [pictures, change] = useReducer(triedPictures, []);
  const urls = useRef(new Map<string, string>());

  useEffect(() => {
    const held = urls.current;
    return () => {
      for (const url of held.values()) URL.revokeObjectURL(url);
      held.clear();
    };
  }, []);

  const take = useCallback(
    (files: readonly File[]) => {
      if (files.length === 0) {
        showToast({ title: strings.predict.notPictures, tone: "warning" });
        return;
      }
      if (files.length > MOST_AT_ONCE)
        showToast({ title: strings.predict.tooMany(MOST_AT_ONCE) });
      const taken = files.slice(0, MOST_AT_ONCE).map((file) => {
        const key = crypto.randomUUID();
        const url = URL.createObjectURL(file);
        urls.current.set(key, url);
        return { key, url, file };
      });
      const keys = taken.map(({ key }) => key);
      change({
        type: "taken",
        pictures: taken.map(({ key, url, file }) => ({
          key,
          url,
          name: file.name,
          uploadId: null,
          prediction: null,
          failure: null,
        })),
      });
      askAbout(
        engine,
        runId,
        taken.map(({ file }) => file),
      )
        .then(({ uploadId, predictions }) =>
          change({ type: "answered", keys, uploadId, predictions }),
        )
        .catch((error: unknown) =>
          change({
            type: "failed",
            keys,
            message: describeFailure(error).message,
          }),
        );
    },
    [engine, runId],
  );

  const release = (key: string) => {
    const url = urls.current.get(key);
    if (url !== undefined) URL.revokeObjectURL(url);
    urls.current.delete(key);
  };
  return {
    pictures,
    take,
    remove: (key) => {
      release(key);
      change({ type: "removed", key });
    },
    clear: () => {
      for (const key of urls.current.keys()) release(key);
      change({ type: "cleared" });
    },
  };
}

/** Sends the files to a fresh upload and asks about them in their order. */
async function askAbout(
  engine: EngineClient,
  runId: string,
  files: readonly File[],
): Promise<{ uploadId: string; predictions: readonly Prediction[] }> {
  const { uploadId } = await engine.predict.createUpload({});
  const named = files.map((file, place) => ({
    path: uploadName(file.name, place),
    file,
  }));
  const failed = await sendFiles(uploadId, named);
  const arrived = named.filter(
    ({ path }) => !failed.some((one) => one.path === path),
  );
  const answers =
    arrived.length === 0
      ? []
      : await engine.predict.pictures({
          runId,
          pictures: arrived.map(({ path }) => ({ uploadId, name: path })),
        });
  const predictions = named.map(({ path }): Prediction => {
    const place = arrived.findIndex((one) => one.path === path);
    const answer = answers[place];
    if (answer !== undefined) return answer;
    const reason = failed.find((one) => one.path === path)?.message ?? "";
    return {
      name: path,
      top: [],
      milliseconds: 0,
      error: { code: "predict/not-sent", message: reason },
    };
  });
  return { uploadId, predictions };
}

/** Two files may have one name, so each gets its place before it. */
export function uploadName(fileName: string, place: number): string {
  return `${place + 1}-${fileName.replaceAll(/[/\\]/g, "_")}`;
}
