import "./chip.css";

import { X } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";
import { strings } from "./strings.ts";
import type { Tone } from "./toast-store.ts";

/** A small thing that can be chosen, or taken away. `name` is what a screen reader calls it when it is removed. */
export function Chip({
  children,
  name,
  selected = false,
  onClick,
  onRemove,
}: {
  children: ReactNode;
  name?: string;
  selected?: boolean;
  onClick?: () => void;
  onRemove?: () => void;
}) {
  const className = classNames("chip", selected && "chip--selected");
  if (onClick !== undefined) {
    return (
      <button
        type="button"
        className={className}
        aria-pressed={selected}
        onClick={onClick}
      >
        {children}
      </button>
    );
  }
  return (
    <span className={className}>
      <span className="truncate">{children}</span>
      {onRemove !== undefined && (
        <button
          type="button"
          className="chip__remove"
          aria-label={strings.common.remove(name ?? "")}
          onClick={onRemove}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** A short state or count beside a name. */
export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  tone?: Tone;
  title?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={classNames("badge", tone !== "neutral" && `badge--${tone}`)}
      title={title}
    >
      {children}
    </span>
  );
}
