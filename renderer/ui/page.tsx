import "./layout.css";

import type { ReactNode } from "react";

import { classNames } from "./class-names.ts";

/**
 * The frame of one screen: a heading with actions, a body that scrolls, and at the right an inspector of what is selected.
 * `filled`: the body does not scroll itself; its content fills the height.
 */
export function Page({
  title,
  subtitle,
  actions,
  inspector,
  inspectorLabel,
  filled = false,
  children,
}: {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  inspector?: ReactNode;
  inspectorLabel?: string;
  filled?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="page">
      <header className="page__header">
        <div className="page__title">
          <h1 className="truncate">{title}</h1>
          {subtitle !== undefined && (
            <p className="muted small figures truncate">{subtitle}</p>
          )}
        </div>
        {actions}
      </header>
      <div className={classNames("page__body", filled && "page__body--filled")}>
        {children}
      </div>
      {inspector !== undefined && (
        <aside className="page__inspector" aria-label={inspectorLabel}>
          {inspector}
        </aside>
      )}
    </div>
  );
}
