type Handler = (
  event: { senderFrame: { url: string } },
  parameters: unknown,
) => unknown;

const handlers = new Map<string, Handler>();

/** Electron's ipcMain, as far as main.ts uses it. */
export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    handlers.set(channel, handler);
  },
  removeHandler(channel: string): void {
    handlers.delete(channel);
  },
  /** What the page's `ipcRenderer.invoke` gets. */
  answer(channel: string, url: string, parameters: unknown): unknown {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`No handler for ${channel}.`);
    return handler({ senderFrame: { url } }, parameters);
  },
};
