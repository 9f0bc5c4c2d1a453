import { createContext, useContext } from "react";

import type { ActionContext } from "./actions.ts";

export const ActionsContext = createContext<ActionContext | null>(null);

/** What actions need, made once by the frame. */
export function useActionContext(): ActionContext {
  const context = useContext(ActionsContext);
  if (context === null) {
    throw new Error("useActionContext needs the frame above it.");
  }
  return context;
}
