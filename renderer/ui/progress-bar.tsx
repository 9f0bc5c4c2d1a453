import "./progress-bar.css";

import { clamp } from "./clamp.ts";
import { classNames } from "./class-names.ts";

/** How far something is. `value` from 0 to 1, or null while the end is not known. */
export function ProgressBar({
  label,
  value,
  tone = "accent",
}: {
  label: string;
  value: number | null;
  tone?: "accent" | "danger";
}) {
  const share = value === null ? null : clamp(value, 0, 1);
  return (
    <div
      className={classNames(
        "progress-bar",
        share === null && "progress-bar--unknown",
        tone === "danger" && "progress-bar--danger",
      )}
    >
      <progress
        className="visually-hidden"
        aria-label={label}
        max={1}
        value={share ?? undefined}
      />
      <div
        className="progress-bar__fill"
        style={share === null ? undefined : { transform: `scaleX(${share})` }}
      />
    </div>
  );
}
