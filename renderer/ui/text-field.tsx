import "./field.css";

import type { LucideIcon } from "lucide-react";
import type { ComponentPropsWithRef } from "react";

import { classNames } from "./class-names.ts";
import type { ControlSize } from "./button.tsx";

/** One line of text. Inside a Field spread its control attributes; alone give an aria-label. */
export function TextInput({
  value,
  onChange,
  size = "medium",
  icon: Icon,
  className,
  ...rest
}: Omit<ComponentPropsWithRef<"input">, "onChange" | "size" | "value"> & {
  value: string;
  onChange: (value: string) => void;
  size?: ControlSize;
  icon?: LucideIcon;
}) {
  const input = (
    <input
      type="text"
      spellCheck={false}
      autoComplete="off"
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={classNames(
        "input",
        size === "small" && "input--small",
        className,
      )}
    />
  );
  if (Icon === undefined) {
    return input;
  }
  return (
    <div className="input-box">
      <span className="input-box__side">
        <Icon size={14} aria-hidden />
      </span>
      {input}
    </div>
  );
}
