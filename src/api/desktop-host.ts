import { z } from "zod";

/**
 * What the desktop shell offers to the studio's window, exposed by the preload script as `window.convolveHost`. Every command
 * is one channel with typed parameters and result; the renderer never sees `ipcRenderer`.
 */

/** Acts that the application menu can ask of the studio; the studio's own actions carry the same ids. */
export const MenuCommandSchema = z.enum([
  "new-project",
  "open-project",
  "close-project",
  "import-folder",
  "undo",
  "redo",
  "command-palette",
  "show-shortcuts",
  "go-data",
  "go-model",
  "go-train",
  "go-evaluate",
  "go-explain",
  "go-try",
  "go-export",
  "go-settings",
]);
export type MenuCommand = z.infer<typeof MenuCommandSchema>;

export const PickFolderOptionsSchema = z.object({
  title: z.string(),
  /** Folder that the dialog opens in; null: the system's choice. */
  startFolder: z.string().nullable(),
  /** `project` shows .convolve folders as things to choose. */
  purpose: z.enum(["pictures", "project", "save"]),
});
export type PickFolderOptions = z.infer<typeof PickFolderOptionsSchema>;

export const SystemNoteSchema = z.object({
  title: z.string(),
  body: z.string(),
  /** In-app path that a click opens, such as `/train?run=r1`; null: only shows the window. */
  path: z.string().nullable(),
});
export type SystemNote = z.infer<typeof SystemNoteSchema>;

/** Request channels (`ipcRenderer.invoke`): parameters and result of each. */
export interface DesktopCommands {
  "host:pick-folder": {
    parameters: PickFolderOptions;
    result: string | null;
  };
  "host:reveal-in-folder": { parameters: { path: string }; result: void };
  "host:notify": { parameters: SystemNote; result: void };
  /** 0 to 1; null takes the bar away. */
  "host:set-progress": { parameters: { value: number | null }; result: void };
  "host:keep-awake": { parameters: { on: boolean }; result: void };
  "host:theme": {
    parameters: { theme: "system" | "light" | "dark" };
    result: void;
  };
}
export type DesktopChannel = keyof DesktopCommands;

/** Messages that main sends to the window: payload of each. */
export interface DesktopMessages {
  "host:menu-command": MenuCommand;
  /** Opens an in-app path, after a click on a notification. */
  "host:navigate": string;
  /** A project that the system asked to open (file association, second start). */
  "host:open-project": string;
}

/** `window.convolveHost`. */
export interface DesktopHostBridge {
  readonly platform: "darwin" | "linux" | "win32";
  /** Resolves to the absolute path, or null when the person cancelled. */
  pickFolder(options: PickFolderOptions): Promise<string | null>;
  /** Absolute path of a dropped file or folder (`webUtils.getPathForFile`); empty when it has none. */
  pathOfDroppedFile(file: File): string;
  revealInFolder(path: string): Promise<void>;
  notify(note: SystemNote): Promise<void>;
  setProgress(value: number | null): Promise<void>;
  keepAwake(on: boolean): Promise<void>;
  setTheme(theme: "system" | "light" | "dark"): Promise<void>;
  /** Each returns the function that stops listening. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
  onNavigate(listener: (path: string) => void): () => void;
  onOpenProject(listener: (path: string) => void): () => void;
}
