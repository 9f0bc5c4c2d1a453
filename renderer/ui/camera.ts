import { strings } from "./strings.ts";

const JPEG_QUALITY = 0.92;

/**
 * Shows the camera in a video element.
 * @param signal turns the camera off again
 * @throws DOMException when the browser or the person refuses; Error where there is no camera to ask for
 */
export async function showCamera(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<void> {
  if (navigator.mediaDevices === undefined) {
    throw new Error(strings.predict.webcamNone);
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: 640 }, height: { ideal: 480 } },
    audio: false,
  });
  function release(): void {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
  if (signal.aborted) {
    release();
    return;
  }
  signal.addEventListener("abort", release, { once: true });
  video.srcObject = stream;
  await video.play();
}

/**
 * What the camera shows now, as a JPEG file.
 * @param longestSide pixels; a smaller picture is not enlarged
 */
export async function frameOf(
  video: HTMLVideoElement,
  name: string,
  longestSide: number,
): Promise<File> {
  const scale = Math.min(
    1,
    longestSide / Math.max(video.videoWidth, video.videoHeight, 1),
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
