import "./toast.css";

import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { Button, IconButton } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { strings } from "./strings.ts";
import type { Toast } from "./toast-store.ts";
import { closeToast, currentToasts, subscribeToasts } from "./toast-store.ts";

/** The place where messages appear, at the lower right of the nearest positioned element. They are read out as they come. */
export function ToastRegion() {
  const toasts = useSyncExternalStore(subscribeToasts, currentToasts);
  return (
    <section
      className="toasts"
      aria-label={strings.common.messages}
      aria-live="polite"
    >
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (toast.lifetimeMs === null || held) {
      return;
    }
    const timer = setTimeout(() => closeToast(toast.id), toast.lifetimeMs);
    return () => clearTimeout(timer);
  }, [toast, held]);
  return (
    <div
      className={classNames("toast", `toast--${toast.tone}`)}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className="toast__text stack stack--tight">
        <strong>{toast.title}</strong>
        {toast.message !== undefined && (
          <span className="muted">{toast.message}</span>
        )}
        {toast.action !== undefined && (
          <span>
            <Button
              size="small"
              onClick={() => {
                toast.action?.perform();
                closeToast(toast.id);
              }}
            >
              {toast.action.label}
            </Button>
          </span>
        )}
      </div>
      <IconButton
        icon={X}
        size="small"
        label={strings.common.close}
        onClick={() => closeToast(toast.id)}
      />
    </div>
  );
}
