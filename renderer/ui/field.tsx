import "./field.css";

import type { ReactNode } from "react";
import { useId } from "react";

import { strings } from "./strings.ts";

/** What a control needs to belong to its field. */
export interface FieldControl {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": true | undefined;
}

/**
 * A labelled control with its default, its range and one line of why. The child is a function of the attributes that tie
 * the control to its label: `<Field label="Seed">{(control) => <input {...control} />}</Field>`.
 */
export function Field({
  label,
  defaultValue,
  range,
  why,
  error,
  children,
}: {
  label: ReactNode;
  /** As words: `20`, `on`. */
  defaultValue?: string | undefined;
  /** As words: `1 to 1,000`. */
  range?: string | undefined;
  why?: ReactNode;
  error?: string | null | undefined;
  children: (control: FieldControl) => ReactNode;
}) {
  const id = useId();
  const facts = [
    defaultValue !== undefined && strings.common.defaultIs(defaultValue),
    range,
  ].filter(Boolean);
  const described = why !== undefined || Boolean(error) || facts.length > 0;
  return (
    <div className="field">
      <div className="field__label">
        <label htmlFor={id}>{label}</label>
      </div>
      {children({
        id,
        "aria-describedby": described ? `${id}-why` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {described && (
        <div id={`${id}-why`} className="stack stack--tight">
          {error && <p className="field__error">{error}</p>}
          {facts.length > 0 && (
            <p className="field__facts figures">{facts.join(" · ")}</p>
          )}
          {why !== undefined && <p className="field__why">{why}</p>}
        </div>
      )}
    </div>
  );
}
