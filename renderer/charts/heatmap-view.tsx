import { heatGradient } from "./color-scale.ts";
import "./charts.css";

/** A picture with a heat map over it. Both come as images of one size, so that they lie on each other at any zoom. */
export function HeatmapView(props: {
  /** Addresses of images. */
  readonly picture: string;
  readonly overlay: string | null;
  readonly width: number;
  readonly height: number;
  /** Of the overlay, 0 to 1. */
  readonly opacity: number;
  readonly alt: string;
}) {
  return (
    <div
      className="heatmap"
      style={{ aspectRatio: `${props.width} / ${props.height}` }}
    >
      <img src={props.picture} alt={props.alt} />
      {props.overlay !== null && (
        <img src={props.overlay} alt="" style={{ opacity: props.opacity }} />
      )}
    </div>
  );
}

/** The colour scale between the words for its two ends. */
export function HeatmapLegend(props: {
  readonly lowLabel: string;
  readonly highLabel: string;
}) {
  return (
    <div className="heatmap-legend">
      <span>{props.lowLabel}</span>
      <span
        className="heatmap-legend-bar"
        aria-hidden="true"
        style={{ background: heatGradient() }}
      />
      <span>{props.highLabel}</span>
    </div>
  );
}
