import type {
  MenuCommand,
  PickFolderOptions,
  SystemNote,
} from "#api/desktop-host.ts";

/**
 * What the program around the studio can do. The studio asks for a capability, never for a kind of host: where one is
 * missing it offers the other way (the engine's folder browser, an upload).
 */
export interface Host {
  /** A native folder dialog that gives absolute paths. */
  readonly canPickFolder: boolean;
  /** A dropped folder's absolute path can be had; else its files are uploaded. */
  readonly canReadDroppedPaths: boolean;
  readonly canReveal: boolean;
  /** The system menu carries the actions, so that the window need not show them again. */
  readonly hasSystemMenu: boolean;

  /** Null when the person cancelled, or where there is no native dialog. */
  pickFolder(options: PickFolderOptions): Promise<string | null>;
  /** Null where the host hands out no paths. */
  pathOfDroppedFile(file: File): string | null;
  revealInFolder(path: string): Promise<void>;
  /** Shows a system notification; only while the window is hidden. */
  notify(note: SystemNote): Promise<void>;
  /** Progress at the taskbar or in the tab's title, 0 to 1; null takes it away. */
  setProgress(value: number | null): void;
  /** Keeps the machine from sleeping while a job runs. */
  keepAwake(on: boolean): void;
  setTheme(theme: "system" | "light" | "dark"): void;
  /** Each returns the function that stops listening. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
  onNavigate(listener: (path: string) => void): () => void;
  onOpenProject(listener: (path: string) => void): () => void;
}
