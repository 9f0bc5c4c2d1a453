import "./field.css";

import type { ComponentPropsWithRef } from "react";
import { useState } from "react";

import { classNames } from "./class-names.ts";

/**
 * A value in words that is taken over with every key stroke as long as it can be read: what cannot is marked, and forgotten on
 * leaving. With `nudge` the arrow keys change it.
 */
export function ParsedInput<Value>({
  value,
  format,
  parse,
  nudge,
  onChange,
  className,
  ...rest
}: Omit<ComponentPropsWithRef<"input">, "onChange" | "value"> & {
  value: Value;
  format: (value: Value) => string;
  /** Undefined: not a value. */
  parse: (text: string) => Value | undefined;
  /** The value some steps further; undefined where there is none. */
  nudge?: (value: Value, steps: number) => Value | undefined;
  onChange: (value: Value) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const isWrong = draft !== null && parse(draft) === undefined;

  function take(next: Value | undefined): void {
    if (next !== undefined && format(next) !== format(value)) onChange(next);
  }

  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...rest}
      aria-invalid={isWrong || undefined}
      className={classNames("input", className)}
      value={draft ?? format(value)}
      onChange={(event) => {
        setDraft(event.target.value);
        take(parse(event.target.value));
      }}
      onBlur={() => setDraft(null)}
      onKeyDown={(event) => {
        const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (direction === undefined || nudge === undefined) return;
        event.preventDefault();
        setDraft(null);
        take(nudge(value, direction * (event.shiftKey ? 10 : 1)));
      }}
    />
  );
}
