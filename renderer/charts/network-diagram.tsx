import { useMemo, useRef, type KeyboardEvent } from "react";

import {
  layOutNetwork,
  networkVolumes,
  type Box,
  type DiagramLayer,
  type Volume,
} from "./network-layout.ts";
import "./charts.css";
import "./network.css";

/**
 * A network as volumes that shrink in space and grow in depth, and under each the square of its parameters. Over each volume lies a
 * button: arrow keys move, Enter chooses.
 */
export function NetworkDiagram(props: {
  readonly inputShape: readonly number[];
  readonly layers: readonly DiagramLayer[];
  readonly label: string;
  readonly describeVolume: (volume: Volume) => string;
  readonly formatShape: (shape: readonly number[]) => string;
  readonly formatCount: (count: number) => string;
  /** Index of a volume. */
  readonly chosen: number | null;
  readonly onChoose: (index: number, volume: Volume) => void;
}) {
  const drawing = useMemo(
    () => layOutNetwork(networkVolumes(props.inputShape, props.layers)),
    [props.inputShape, props.layers],
  );
  const list = useRef<HTMLOListElement>(null);

  function onKeyDown(event: KeyboardEvent, index: number) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    list.current
      ?.querySelector<HTMLElement>(`[data-index="${index + step}"]`)
      ?.focus();
  }

  return (
    <div
      className="network"
      style={{
        maxWidth: drawing.width * 1.15,
        aspectRatio: `${drawing.width} / ${drawing.height}`,
      }}
    >
      <svg
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        aria-hidden="true"
      >
        {drawing.boxes.map((box, index) => (
          <VolumeDrawing
            key={index}
            box={box}
            labelTop={drawing.labelTop}
            parameterTop={drawing.parameterTop}
            formatShape={props.formatShape}
            formatCount={props.formatCount}
          />
        ))}
      </svg>
      <ol ref={list} aria-label={props.label}>
        {drawing.boxes.map((box, index) => (
          <li key={index}>
            <button
              type="button"
              className="network-button"
              data-index={index}
              tabIndex={index === (props.chosen ?? 0) ? 0 : -1}
              aria-pressed={props.chosen === index}
              aria-label={props.describeVolume(box.volume)}
              title={props.describeVolume(box.volume)}
              style={{
                left: `${((box.center - box.column / 2 + 1) / drawing.width) * 100}%`,
                width: `${((box.column - 2) / drawing.width) * 100}%`,
              }}
              onClick={() => props.onChoose(index, box.volume)}
              onKeyDown={(event) => onKeyDown(event, index)}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

function VolumeDrawing(props: {
  readonly box: Box;
  readonly labelTop: number;
  readonly parameterTop: number;
  readonly formatShape: (shape: readonly number[]) => string;
  readonly formatCount: (count: number) => string;
}) {
  const { box, formatShape } = props;
  const { shape, parameters } = box.volume;
  const side = Math.max(box.parameterSide, 1);
  const lines =
    shape.length === 3
      ? [formatShape(shape.slice(0, 2)), formatShape(shape.slice(2))]
      : [formatShape(shape)];
  return (
    <g
      className="network-volume"
      data-kind={shape.length === 3 ? "space" : "vector"}
    >
      <BoxFaces box={box} />
      <text className="network-label" y={props.labelTop}>
        {lines.map((line, row) => (
          <tspan key={row} x={box.center} dy={row === 0 ? 0 : 12}>
            {line}
          </tspan>
        ))}
      </text>
      {parameters > 0 && (
        <>
          <rect
            className="network-parameters"
            x={box.center - side / 2}
            y={props.parameterTop}
            width={side}
            height={side}
          />
          <text
            className="network-count"
            x={box.center}
            y={props.parameterTop + side + 12}
          >
            {props.formatCount(parameters)}
          </text>
        </>
      )}
    </g>
  );
}

/** Front, top and right side of a volume. */
export function BoxFaces({
  box,
}: {
  readonly box: Pick<Box, "x" | "y" | "width" | "height" | "depth">;
}) {
  const { x, y, width, height, depth } = box;
  const right = x + width;
  const bottom = y + height;
  return (
    <>
      <path
        className="network-face-top"
        d={`M${x},${y}l${depth},${-depth}h${width}L${right},${y}z`}
      />
      <path
        className="network-face-side"
        d={`M${right},${y}l${depth},${-depth}v${height}L${right},${bottom}z`}
      />
      <rect
        className="network-face-front"
        x={x}
        y={y}
        width={width}
        height={height}
      />
    </>
  );
}
