import "./field.css";

import { ChevronDown } from "lucide-react";
import type { ComponentPropsWithRef } from "react";

import { classNames } from "./class-names.ts";
import type { ControlSize } from "./button.tsx";

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
}

/** One of a list, by the system's own control: keyboard, screen reader and type-ahead come with it. */
export function Select<Value extends string>({
  value,
  onChange,
  options,
  size = "medium",
  ...rest
}: Omit<ComponentPropsWithRef<"select">, "onChange" | "value" | "size"> & {
  value: Value;
  onChange: (value: Value) => void;
  options: readonly Option<Value>[];
  size?: ControlSize;
}) {
  return (
    <div className="select">
      <select
        {...rest}
        className={classNames("input", size === "small" && "input--small")}
        value={value}
        onChange={(event) => {
          const chosen = options.find(
            (option) => option.value === event.target.value,
          );
          if (chosen !== undefined) {
            onChange(chosen.value);
          }
        }}
      >
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            disabled={option.disabled}
          >
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown size={14} aria-hidden />
    </div>
  );
}
