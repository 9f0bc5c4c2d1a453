import "./button.css";

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { ButtonVariant, ControlSize } from "./button.tsx";
import { classNames } from "./class-names.ts";

/** A way to another screen that looks like a button. */
export function ButtonLink({
  to,
  variant = "secondary",
  size = "medium",
  icon: Icon,
  children,
}: {
  to: string;
  variant?: ButtonVariant;
  size?: ControlSize;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <Link
      to={to}
      className={classNames(
        "button",
        `button--${variant}`,
        size !== "medium" && `button--${size}`,
      )}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </Link>
  );
}
