import "./layout.css";

import type { LucideIcon } from "lucide-react";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";
import type { Tone } from "./toast-store.ts";

/** A place with nothing in it yet: says what is missing, and offers the act that fills it. */
export function EmptyState({
  icon: Icon,
  title,
  message,
  actions,
  isWholeScreen = false,
}: {
  icon: LucideIcon;
  title: string;
  message: ReactNode;
  actions?: ReactNode;
  /** There is no page heading above it. */
  isWholeScreen?: boolean;
}) {
  const Heading = isWholeScreen ? "h1" : "h2";
  return (
    <div className="empty-state">
      <Icon size={40} strokeWidth={1.25} aria-hidden />
      <Heading>{title}</Heading>
      <p className="empty-state__message">{message}</p>
      {actions !== undefined && <div className="row row--wrap">{actions}</div>}
    </div>
  );
}

/** A sentence that stays in its place: a remark, a warning, a failure with what to do. */
export function Notice({
  tone = "neutral",
  title,
  children,
  actions,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Icon =
    tone === "danger" ? CircleAlert : tone === "warning" ? TriangleAlert : Info;
  return (
    <div
      className={classNames("notice", `notice--${tone}`)}
      role={tone === "danger" ? "alert" : undefined}
    >
      <Icon size={16} aria-hidden />
      <div className="notice__text">
        {title !== undefined && <strong>{title} </strong>}
        {children}
      </div>
      {actions}
    </div>
  );
}
