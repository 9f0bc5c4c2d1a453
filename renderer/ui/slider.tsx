import "./slider.css";

import { Slider as Radix } from "radix-ui";

/** A number on a line. `format` is what a screen reader says for the value. */
export function Slider({
  label,
  value,
  onChange,
  onCommit,
  minimum,
  maximum,
  step = 1,
  format,
  disabled,
  id,
  describedBy,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
  /** When the person lets go: for what is too dear to do at every move. */
  onCommit?: (value: number) => void;
  minimum: number;
  maximum: number;
  step?: number;
  format?: (value: number) => string;
  disabled?: boolean;
  id?: string;
  describedBy?: string | undefined;
}) {
  return (
    <Radix.Root
      className="slider"
      value={[value]}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
      min={minimum}
      max={maximum}
      step={step}
      disabled={disabled}
    >
      <Radix.Track className="slider__track">
        <Radix.Range className="slider__range" />
      </Radix.Track>
      <Radix.Thumb
        id={id}
        className="slider__thumb"
        aria-label={label}
        aria-describedby={describedBy}
        aria-valuetext={format?.(value)}
      />
    </Radix.Root>
  );
}
