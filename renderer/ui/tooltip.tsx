import "./tooltip.css";

import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { usePortalContainer } from "./portal-container.ts";
import { shortcutLabel } from "./shortcut-label.ts";

/** Needed once above every tooltip. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

/** A line that explains its child (one element that takes a ref) on hover and focus. */
export function Tooltip({
  content,
  shortcut,
  side = "bottom",
  children,
}: {
  content: ReactNode;
  shortcut?: string | undefined;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactElement;
}) {
  const container = usePortalContainer();
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          className="tooltip"
          side={side}
          sideOffset={6}
          collisionPadding={8}
        >
          {content}
          {shortcut !== undefined && (
            <span className="keys">{shortcutLabel(shortcut)}</span>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A term of the field with its one-line explanation. */
export function Term({
  children,
  explanation,
}: {
  children: ReactNode;
  explanation: string;
}) {
  return (
    <Tooltip content={explanation}>
      <button type="button" className="term">
        {children}
      </button>
    </Tooltip>
  );
}
