import "./field.css";

import type { ComponentPropsWithRef } from "react";
import { useState } from "react";

import { clamp } from "./clamp.ts";

/**
 * A number that is taken over when it is whole: on Enter, on leaving, and at each step of the arrow keys (Shift: ten
 * steps). What is out of range becomes the nearest bound.
 */
export function NumberInput({
  value,
  onChange,
  minimum = -Infinity,
  maximum = Infinity,
  step = 1,
  unit,
  ...rest
}: Omit<
  ComponentPropsWithRef<"input">,
  "onChange" | "value" | "min" | "max" | "step"
> & {
  value: number;
  onChange: (value: number) => void;
  minimum?: number;
  maximum?: number;
  step?: number;
  unit?: string;
}) {
  const [draft, setDraft] = useState<string | null>(null);

  function commit(text: string): void {
    setDraft(null);
    const parsed = Number(text.trim().replace(",", "."));
    if (text.trim() !== "" && Number.isFinite(parsed)) {
      const rounded = Number.isInteger(step) ? Math.round(parsed) : parsed;
      const next = clamp(rounded, minimum, maximum);
      if (next !== value) {
        onChange(next);
      }
    }
  }

  function nudge(steps: number): void {
    setDraft(null);
    const next = clamp(value + steps * step, minimum, maximum);
    onChange(Number(next.toPrecision(12)));
  }

  const input = (
    <input
      type="text"
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      role="spinbutton"
      aria-valuenow={value}
      aria-valuemin={Number.isFinite(minimum) ? minimum : undefined}
      aria-valuemax={Number.isFinite(maximum) ? maximum : undefined}
      className="input"
      value={draft ?? String(value)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={(event) => commit(event.target.value)}
      onKeyDown={(event) => {
        const steps = event.shiftKey ? 10 : 1;
        if (event.key === "Enter") {
          commit(event.currentTarget.value);
        } else if (event.key === "Escape" && draft !== null) {
          event.preventDefault();
          event.stopPropagation();
          setDraft(null);
        } else if (event.key === "ArrowUp") {
          event.preventDefault();
          nudge(steps);
        } else if (event.key === "ArrowDown") {
          event.preventDefault();
          nudge(-steps);
        }
      }}
    />
  );
  return unit === undefined ? (
    input
  ) : (
    <div className="input-box">
      {input}
      <span className="input-box__side">{unit}</span>
    </div>
  );
}
