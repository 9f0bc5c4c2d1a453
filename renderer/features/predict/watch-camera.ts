import type { Prediction } from "#api/results.ts";
import type { EngineClient } from "#renderer/engine-client/client.ts";
import { sendFiles } from "#renderer/engine-client/uploads.ts";
import { frameOf, showCamera } from "#renderer/ui/camera.ts";

/** Longer side of what is sent; networks look at less. */
const LONGEST_SIDE_PX = 320;
/** Between two questions, so that the rest of the machine keeps its share. */
const PAUSE_MS = 150;

/**
 * Shows the camera in a video element and asks about one frame after the other, never two at once.
 * @returns turns the camera off
 */
export function watchCamera(
  engine: EngineClient,
  runId: string,
  video: HTMLVideoElement,
  listener: {
    onAnswer: (prediction: Prediction, perSecond: number | null) => void;
    /** The camera, or one question, failed; after a failed question it goes on. */
    onFailure: (error: unknown) => void;
  },
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function watch(): Promise<void> {
    await showCamera(video, signal);
    if (signal.aborted) return;
    const { uploadId } = await engine.predict.createUpload({});
    let last: number | null = null;
    for (let count = 0; !signal.aborted; count++) {
      try {
        const path = `frame-${count}.jpg`;
        const file = await frameOf(video, path, LONGEST_SIDE_PX);
        const [failed] = await sendFiles(uploadId, [{ path, file }], {
          signal,
        });
        if (failed !== undefined) throw new Error(failed.message);
        const [answer] = await engine.predict.pictures({
          runId,
          pictures: [{ uploadId, name: path }],
        });
        if (signal.aborted) return;
        const now = performance.now();
        if (answer !== undefined)
          listener.onAnswer(answer, last === null ? null : 1000 / (now - last));
        last = now;
      } catch (error) {
        if (!signal.aborted) listener.onFailure(error);
        await sleep(1000);
      }
      await sleep(PAUSE_MS);
    }
  }

  watch().catch((error: unknown) => {
    if (!signal.aborted) listener.onFailure(error);
  });
  return () => {
    stopping.abort();
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
