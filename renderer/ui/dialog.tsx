import "./dialog.css";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useId, useRef, useState } from "react";

import { IconButton } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { PortalContainerContext } from "./portal-container.ts";
import { strings } from "./strings.ts";

const FOCUSABLE =
  ".dialog__body :is(input, select, textarea, button, a[href], [tabindex='0']):not(:disabled, [type='file'])";
const FLOATING = ".menu, .popover";

/**
 * A modal dialog on the browser's own <dialog>: it holds the focus, makes the rest inert, closes on Escape and gives the
 * focus back. Mount it while it is open. Escape and the backdrop call onClose.
 */
export function Dialog({
  title,
  hideTitle = false,
  description,
  size = "small",
  actions,
  className,
  holdsFocus = false,
  onClose,
  children,
}: {
  title: string;
  hideTitle?: boolean;
  description?: ReactNode;
  size?: "small" | "medium" | "large";
  actions?: ReactNode;
  className?: string;
  /** The dialog itself takes the keys, not its first control. */
  holdsFocus?: boolean;
  onClose: () => void;
  children?: ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [container, setContainer] = useState<HTMLElement | null>(null);

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    const body = element?.querySelector<HTMLElement>(".dialog__body");
    const first = element?.querySelector<HTMLElement>(FOCUSABLE);
    if (first === null) {
      // Only to be read: the keys scroll it.
      body?.setAttribute("tabindex", "0");
    }
    (holdsFocus ? element : (first ?? body ?? element))?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) {
        before.focus();
      }
    };
  }, [holdsFocus]);

  useEffect(() => {
    const element = dialog.current;
    function closeOnBackdrop(event: MouseEvent): void {
      if (event.target === element) {
        onClose();
      }
    }
    function closeOnEscape(event: KeyboardEvent): void {
      // Escape in a menu of the dialog closes the menu; one that only hides a tooltip closes the dialog too.
      if (event.key === "Escape" && element?.querySelector(FLOATING) === null) {
        event.preventDefault();
        onClose();
      }
    }
    element?.addEventListener("mousedown", closeOnBackdrop);
    element?.addEventListener("keydown", closeOnEscape);
    return () => {
      element?.removeEventListener("mousedown", closeOnBackdrop);
      element?.removeEventListener("keydown", closeOnEscape);
    };
  }, [onClose]);

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={classNames("dialog", `dialog--${size}`, className)}
      aria-labelledby={`${id}-title`}
      aria-describedby={
        description === undefined ? undefined : `${id}-description`
      }
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <PortalContainerContext value={container}>
        <header className={hideTitle ? "visually-hidden" : "dialog__header"}>
          <div className="stack stack--tight">
            <h2 id={`${id}-title`}>{title}</h2>
            {description !== undefined && (
              <p id={`${id}-description`} className="muted">
                {description}
              </p>
            )}
          </div>
          {!hideTitle && (
            <IconButton
              icon={X}
              label={strings.common.close}
              size="small"
              onClick={onClose}
            />
          )}
        </header>
        {children !== undefined && (
          <div className="dialog__body">{children}</div>
        )}
        {Boolean(actions) && (
          <footer className="dialog__actions">{actions}</footer>
        )}
        <div ref={setContainer} />
      </PortalContainerContext>
    </dialog>
  );
}
