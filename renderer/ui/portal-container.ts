import { createContext, useContext } from "react";

/**
 * Where floating parts (menus, tooltips) are put: the body, or inside a dialog the dialog itself, because a modal dialog
 * lies in the browser's top layer and makes everything outside inert.
 */
export const PortalContainerContext = createContext<HTMLElement | null>(null);

export function usePortalContainer(): HTMLElement | null {
  return useContext(PortalContainerContext);
}
