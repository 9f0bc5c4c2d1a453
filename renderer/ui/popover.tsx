import "./popover.css";

import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { usePortalContainer } from "./portal-container.ts";

/** A small panel beside its trigger (one button). */
export function Popover({
  label,
  content,
  align = "start",
  children,
}: {
  label: string;
  content: ReactNode;
  align?: "start" | "center" | "end";
  children: ReactElement;
}) {
  const container = usePortalContainer();
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          className="popover"
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
        >
          {content}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
