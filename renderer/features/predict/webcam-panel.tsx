import { Camera, CameraOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type { Prediction } from "#api/results.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatCount, formatNumber } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { LikelyClasses } from "./likely-classes.tsx";
import { watchCamera } from "./watch-camera.ts";

const text = strings.predict;

/** The camera of this machine, classified a few times a second while it is on. */
export function WebcamPanel({
  runId,
  colorOf,
}: {
  runId: string;
  colorOf: ReadonlyMap<number, number>;
}) {
  const [on, setOn] = useState(false);
  return (
    <Panel
      title={
        <span className="row">
          {text.webcam}
          {on && <Badge tone="danger">{text.live}</Badge>}
        </span>
      }
      actions={
        <Button
          size="small"
          icon={on ? CameraOff : Camera}
          aria-pressed={on}
          onClick={() => setOn(!on)}
        >
          {on ? text.webcamOff : text.webcamOn}
        </Button>
      }
    >
      {on ? (
        <LiveCamera key={runId} runId={runId} colorOf={colorOf} />
      ) : (
        <p className="muted small">{text.webcamText}</p>
      )}
    </Panel>
  );
}

function LiveCamera({
  runId,
  colorOf,
}: {
  runId: string;
  colorOf: ReadonlyMap<number, number>;
}) {
  const engine = useEngine();
  const video = useRef<HTMLVideoElement>(null);
  const [prediction, setPrediction] = useState<Prediction | null>(null);
  const [rate, setRate] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    return watchCamera(engine, runId, element, {
      onAnswer: (answer, perSecond) => {
        setPrediction(answer);
        setRate(perSecond);
        setFailure(answer.error?.message ?? null);
      },
      onFailure: (error) =>
        setFailure(
          error instanceof DOMException
            ? text.webcamRefused
            : describeFailure(error).message,
        ),
    });
  }, [engine, runId]);

  return (
    <div className="stack">
      {failure !== null && <Notice tone="danger">{failure}</Notice>}
      <video
        ref={video}
        className="try__video"
        muted
        playsInline
        aria-label={text.webcamLabel}
      />
      <p className="muted small figures">
        {prediction === null
          ? text.webcamWaiting
          : [
              text.time(formatCount(prediction.milliseconds)),
              rate !== null && text.perSecond(formatNumber(rate, 2)),
            ]
              .filter(Boolean)
              .join(" · ")}
      </p>
      {prediction !== null && (
        <LikelyClasses prediction={prediction} colorOf={colorOf} />
      )}
    </div>
  );
}
