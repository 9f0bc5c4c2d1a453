import type { Prediction } from "#api/results.ts";
import type { EngineClient } from "#renderer/engine-client/client.ts";
import { sendFiles } from "#renderer/engine-client/uploads.ts";
import { strings } from "#renderer/ui/strings.ts";

/** Longer side of what is sent; networks look at less. */
const LONGEST_SIDE_PX = 320;
const JPEG_QUALITY = 0.88;
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
  let stream: MediaStream | null = null;

  async function watch(): Promise<void> {
    if (navigator.mediaDevices === undefined)
      throw new Error(strings.predict.webcamNone);
    stream = await navigator.mediaDevices.getUserMedia({
      video: { width: { ideal: 640 }, height: { ideal: 480 } },
      audio: false,
    });
    if (signal.aborted) {
      release(stream);
      return;
    }
    video.srcObject = stream;
    await video.play();
    const { uploadId } = await engine.predict.createUpload({});
    let last: number | null = null;
    for (let count = 0; !signal.aborted; count++) {
      try {
        const path = `frame-${count}.jpg`;
        const file = await frameOf(video, path);
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
    release(stream);
    video.srcObject = null;
  };
}

function release(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function frameOf(video: HTMLVideoElement, name: string): Promise<File> {
  const scale = Math.min(
    1,
    LONGEST_SIDE_PX / Math.max(video.videoWidth, video.videoHeight, 1),
  );
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, "image/jpeg", JPEG_QUALITY),
  );
  if (blob === null) throw new Error(strings.predict.webcamRefused);
  return new File([blob], name, { type: "image/jpeg" });
}
