import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";

/** A part that is folded away until it is asked for; what is inside is made only then. */
export function Disclosure({
  title,
  hint,
  children,
}: {
  title: string;
  hint: string;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="disclosure"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <ChevronRight size={16} aria-hidden />
        <strong>{title}</strong>
        <span className="muted small truncate">{hint}</span>
      </summary>
      {open && <div className="disclosure__body">{children}</div>}
    </details>
  );
}
