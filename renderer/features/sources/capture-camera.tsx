import { Camera, Undo2 } from "lucide-react";
import {
  useEffect,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";

import type { CaptureQueue } from "#renderer/engine-client/capture-queue.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { frameOf, showCamera } from "#renderer/ui/camera.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

import type { Target } from "./add-target.tsx";

const text = strings.captures;
const LONGEST_SIDE_PX = 640;
const FRAME_MS = 200;
/** More on the way than this, and the camera waits. */
const MOST_WAITING = 60;

/** The camera of this machine: pictures come into the class as long as the button is held. */
export function CaptureCamera({
  queue,
  target,
}: {
  queue: CaptureQueue;
  target: Target;
}) {
  const video = useRef<HTMLVideoElement>(null);
  const [isReady, setReady] = useState(false);
  const [recordings, countRecording] = useReducer(
    (count: number, change: 1 | -1) => count + change,
    0,
  );
  const isRecording = recordings > 0;
  const [failure, setFailure] = useState<string | null>(null);
  const { added } = useSyncExternalStore(queue.subscribe, queue.state);
  const removal = useAct(() => queue.removeLast(), {
    onFailure: ({ message }) => setFailure(message),
  });

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const stopping = new AbortController();
    showCamera(element, stopping.signal).then(
      () => setReady(!stopping.signal.aborted),
      (error: unknown) => {
        if (stopping.signal.aborted) return;
        setFailure(
          error instanceof DOMException
            ? strings.predict.webcamRefused
            : describeFailure(error).message,
        );
      },
    );
    return () => stopping.abort();
  }, []);

  return (
    <div className="stack">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <video
        ref={video}
        className="capture-camera__video"
        muted
        playsInline
        aria-label={text.cameraLabel}
      />
      <div className="row row--wrap">
        <HoldButton
          disabled={!isReady}
          isRecording={isRecording}
          onRecording={countRecording}
          onFrame={async (series) => {
            const element = video.current;
            if (element === null || queue.state().waiting > MOST_WAITING) {
              return true;
            }
            // The frame is of now; the class may have to be made first.
            const file = await frameOf(element, "camera.jpg", LONGEST_SIDE_PX);
            const classId = await target.resolve();
            if (classId === undefined) return false;
            queue.add([file], classId, series);
            return true;
          }}
        />
        <Button
          icon={Undo2}
          disabled={added.length === 0 || isRecording}
          busy={removal.isRunning}
          onClick={() => removal.run(undefined)}
        >
          {text.deleteLast}
        </Button>
      </div>
      <p className="muted small">
        {isReady || failure !== null ? text.holdWhy : text.cameraStarting}
      </p>
    </div>
  );
}

/** Calls again and again while it is held, by pointer or by Space or Enter. */
function HoldButton({
  disabled,
  isRecording,
  onRecording,
  onFrame,
}: {
  disabled: boolean;
  isRecording: boolean;
  /** One more when it is held, one less when the last frame, which may come after it was let go, has been handed over. */
  onRecording: (change: 1 | -1) => void;
  /** Gives false to stop. @param series the same from press to release */
  onFrame: (series: string) => Promise<boolean>;
}) {
  const [isHeld, setHeld] = useState(false);
  const latest = useRef(onFrame);
  useEffect(() => {
    latest.current = onFrame;
  });

  useEffect(() => {
    if (!isHeld) return;
    const stopping = new AbortController();
    async function record({ signal }: AbortController): Promise<void> {
      const series = crypto.randomUUID();
      while (!signal.aborted) {
        if (!(await latest.current(series))) setHeld(false);
        await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
      }
    }
    onRecording(1);
    record(stopping)
      .catch(() => setHeld(false))
      .finally(() => onRecording(-1));
    return () => stopping.abort();
  }, [isHeld, onRecording]);

  return (
    <Button
      variant="primary"
      size="large"
      icon={Camera}
      disabled={disabled}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld(true);
      }}
      onPointerUp={() => setHeld(false)}
      onPointerCancel={() => setHeld(false)}
      onKeyDown={({ key, repeat }) => {
        if ((key === " " || key === "Enter") && !repeat) setHeld(true);
      }}
      onKeyUp={() => setHeld(false)}
      onBlur={() => setHeld(false)}
      onContextMenu={(event) => event.preventDefault()}
    >
      {isRecording ? text.recording : text.hold}
    </Button>
  );
}
