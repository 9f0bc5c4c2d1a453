import "./button.css";

import type { LucideIcon } from "lucide-react";
import type { ComponentPropsWithRef } from "react";

import { classNames } from "./class-names.ts";
import { Spinner } from "./spinner.tsx";
import { Tooltip } from "./tooltip.tsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ControlSize = "small" | "medium" | "large";

/** A button with words. `busy` keeps its width, shows that something runs, and takes no clicks. */
export function Button({
  variant = "secondary",
  size = "medium",
  icon: Icon,
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ComponentPropsWithRef<"button"> & {
  variant?: ButtonVariant;
  size?: ControlSize;
  icon?: LucideIcon;
  busy?: boolean;
}) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={classNames(
        "button",
        `button--${variant}`,
        size !== "medium" && `button--${size}`,
        className,
      )}
    >
      {busy ? (
        <Spinner size={16} />
      ) : (
        Icon !== undefined && <Icon size={16} aria-hidden />
      )}
      {children}
    </button>
  );
}

/** A button with a picture; the label is read out and shown as a tooltip. */
export function IconButton({
  icon: Icon,
  label,
  shortcut,
  variant = "quiet",
  size = "medium",
  pressed,
  className,
  ...rest
}: Omit<ComponentPropsWithRef<"button">, "children" | "aria-label"> & {
  icon: LucideIcon;
  label: string;
  shortcut?: string;
  variant?: ButtonVariant;
  size?: ControlSize;
  pressed?: boolean;
}) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(
          "button button--icon",
          `button--${variant}`,
          size !== "medium" && `button--${size}`,
          className,
        )}
      >
        <Icon size={size === "small" ? 14 : 16} aria-hidden />
      </button>
    </Tooltip>
  );
}
