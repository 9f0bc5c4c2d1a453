import { BoxFaces } from "./network-diagram.tsx";
import {
  layOutOutline,
  OUTLINE_HEIGHT,
  OUTLINE_WIDTH,
  type OutlineStage,
} from "./outline-layout.ts";
import "./charts.css";
import "./network.css";

/** A network at a glance. An ornament: what it shows stands in words elsewhere. */
export function NetworkOutline({
  stages,
}: {
  readonly stages: readonly OutlineStage[];
}) {
  return (
    <svg
      className="network-outline"
      viewBox={`0 0 ${OUTLINE_WIDTH} ${OUTLINE_HEIGHT}`}
      aria-hidden="true"
    >
      {layOutOutline(stages).map((box, index) => (
        <g
          key={index}
          className="network-volume"
          data-kind={box.isVector ? "vector" : "space"}
        >
          <BoxFaces box={box} />
        </g>
      ))}
    </svg>
  );
}
