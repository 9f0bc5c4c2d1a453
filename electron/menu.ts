import type { MenuItemConstructorOptions } from "electron";

import type { MenuCommand } from "#api/desktop-host.ts";

export interface MenuChoices {
  readonly platform: NodeJS.Platform;
  /** Shows reload and developer tools. */
  readonly development: boolean;
  readonly send: (command: MenuCommand) => void;
  readonly openLogFolder: () => void;
}

interface MenuLine {
  readonly command: MenuCommand;
  readonly label: string;
  readonly accelerator?: string;
}

const FILE: readonly MenuLine[] = [
  { command: "new-project", label: "New Project…", accelerator: "CmdOrCtrl+N" },
  {
    command: "open-project",
    label: "Open Project…",
    accelerator: "CmdOrCtrl+O",
  },
  {
    command: "import-folder",
    label: "Import Folder…",
    accelerator: "CmdOrCtrl+I",
  },
  { command: "close-project", label: "Close Project" },
];

const GO: readonly MenuLine[] = [
  { command: "go-data", label: "Data", accelerator: "Alt+1" },
  { command: "go-model", label: "Model", accelerator: "Alt+2" },
  { command: "go-train", label: "Train", accelerator: "Alt+3" },
  { command: "go-evaluate", label: "Evaluate", accelerator: "Alt+4" },
  { command: "go-explain", label: "Explain", accelerator: "Alt+5" },
  { command: "go-try", label: "Try", accelerator: "Alt+6" },
  { command: "go-export", label: "Export", accelerator: "Alt+7" },
  { command: "go-settings", label: "Settings", accelerator: "Alt+8" },
];

/** The application menu as data; the acts are the studio's own, sent to it by name. */
export function menuTemplate(
  choices: MenuChoices,
): MenuItemConstructorOptions[] {
  const mac = choices.platform === "darwin";
  // The page handles these keys itself: the menu only shows them, else each press would act twice.
  const line = ({ command, label, accelerator }: MenuLine) => ({
    label,
    ...(accelerator === undefined
      ? {}
      : { accelerator, registerAccelerator: false }),
    click: () => choices.send(command),
  });
  const separator: MenuItemConstructorOptions = { type: "separator" };
  return [
    ...(mac ? [{ role: "appMenu" } as const] : []),
    {
      label: "&File",
      submenu: [
        ...FILE.map(line),
        separator,
        mac ? { role: "close" } : { role: "quit" },
      ],
    },
    {
      label: "&Edit",
      submenu: [
        line({ command: "undo", label: "Undo", accelerator: "CmdOrCtrl+Z" }),
        line({
          command: "redo",
          label: "Redo",
          accelerator: "Shift+CmdOrCtrl+Z",
        }),
        separator,
        { role: "cut" },
        { role: "copy" },
        { role: "paste" },
        { role: "selectAll" },
      ],
    },
    { label: "&Go", submenu: GO.map(line) },
    {
      label: "&View",
      submenu: [
        line({
          command: "command-palette",
          label: "Command Palette…",
          accelerator: "CmdOrCtrl+K",
        }),
        separator,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        { role: "togglefullscreen" },
        ...(choices.development
          ? [
              separator,
              { role: "reload" } as const,
              { role: "toggleDevTools" } as const,
            ]
          : []),
      ],
    },
    { role: "windowMenu" },
    {
      role: "help",
      submenu: [
        line({ command: "show-shortcuts", label: "Keyboard Shortcuts" }),
        { label: "Show Log Folder", click: choices.openLogFolder },
      ],
    },
  ];
}
