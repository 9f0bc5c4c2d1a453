import "./toggles.css";

import type { LucideIcon } from "lucide-react";
import { Check, Minus } from "lucide-react";
import {
  Checkbox as RadixCheckbox,
  RadioGroup,
  Switch as RadixSwitch,
} from "radix-ui";
import type { ReactNode } from "react";
import { useId } from "react";

import { classNames } from "./class-names.ts";

/** On or off, taken over at once. */
export function Switch({
  label,
  checked,
  onChange,
  disabled,
}: {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <span className="toggle">
      <RadixSwitch.Root
        id={id}
        className="toggle__switch"
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
      >
        <RadixSwitch.Thumb className="toggle__knob" />
      </RadixSwitch.Root>
      <label htmlFor={id}>{label}</label>
    </span>
  );
}

/** One of several that can be on together. */
export function Checkbox({
  label,
  hideLabel = false,
  checked,
  onChange,
  disabled,
}: {
  label: string;
  hideLabel?: boolean;
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <span className="toggle">
      <RadixCheckbox.Root
        id={id}
        className="toggle__box"
        checked={checked}
        onCheckedChange={(state) => onChange(state === true)}
        disabled={disabled}
        aria-label={hideLabel ? label : undefined}
      >
        <RadixCheckbox.Indicator>
          {checked === "indeterminate" ? (
            <Minus size={12} strokeWidth={3} aria-hidden />
          ) : (
            <Check size={12} strokeWidth={3} aria-hidden />
          )}
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      {!hideLabel && <label htmlFor={id}>{label}</label>}
    </span>
  );
}

/** One of a few, all in sight: arrow keys move, the group is one tab stop. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
  size = "medium",
  disabled,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly icon?: LucideIcon;
    readonly disabled?: boolean;
  }[];
  size?: "small" | "medium";
  disabled?: boolean;
}) {
  return (
    <RadioGroup.Root
      className={classNames(
        "segmented",
        size === "small" && "segmented--small",
      )}
      aria-label={label}
      orientation="horizontal"
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) {
          onChange(chosen.value);
        }
      }}
    >
      {options.map(
        ({ value: key, label: text, icon: Icon, disabled: isOff }) => (
          <RadioGroup.Item
            key={key}
            value={key}
            disabled={isOff}
            className="segmented__item"
          >
            {Icon !== undefined && <Icon size={14} aria-hidden />}
            {text}
          </RadioGroup.Item>
        ),
      )}
    </RadioGroup.Root>
  );
}
