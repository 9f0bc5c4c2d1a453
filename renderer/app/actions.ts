import type { LucideIcon } from "lucide-react";
import {
  Command,
  Cpu,
  FilePlus2,
  FolderInput,
  FolderOpen,
  House,
  ImagePlus,
  Keyboard,
  Moon,
  Redo2,
  Sun,
  SunMoon,
  Undo2,
  X,
} from "lucide-react";

import type { MenuCommand } from "#api/desktop-host.ts";
import type { ThemeChoice } from "#renderer/ui/theme.ts";
import { strings } from "#renderer/ui/strings.ts";

import { DEVICES_PATH, STEPS } from "./steps.ts";

/** What an action may need and do. */
export interface ActionContext {
  readonly hasProject: boolean;
  readonly canUndo: string | null;
  readonly canRedo: string | null;
  go(path: string): void;
  undo(): void;
  redo(): void;
  closeProject(): void;
  setTheme(theme: ThemeChoice): void;
  showPalette(): void;
  showShortcuts(): void;
}

/** One act, shared by the palette, the keyboard, the menus and the system menu. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly group: "go" | "act";
  readonly icon: LucideIcon;
  readonly shortcut?: string;
  /** Other words that find it. */
  readonly keywords?: readonly string[];
  /** Command of the system menu that means the same. */
  readonly menuCommand?: MenuCommand;
  /** Its keys mean something else where text is typed. */
  readonly leavesTextAlone?: boolean;
  readonly isEnabled?: (context: ActionContext) => boolean;
  readonly perform: (context: ActionContext) => void;
}

/** Address parts that open the dialogs of other features. */
export const OPEN_PROJECT_PATH = "/?dialog=open";
const NEW_PROJECT_PATH = "/?dialog=new";
const IMPORT_PATH = "/data?dialog=import";
const ADD_PATH = "/data?dialog=add";

const GO: readonly Action[] = STEPS.map((step) => ({
  id: `go-${step.id}`,
  label: step.label,
  group: "go",
  icon: step.icon,
  shortcut: step.shortcut,
  menuCommand: `go-${step.id}`,
  perform: (context) => context.go(step.path),
}));

const THEMES: readonly Action[] = (
  [
    ["system", SunMoon],
    ["light", Sun],
    ["dark", Moon],
  ] as const
).map(([theme, icon]) => ({
  id: `theme-${theme}`,
  label: `${strings.app.theme}: ${strings.app.themes[theme]}`,
  group: "act",
  icon,
  keywords: ["colour", "color", "appearance"],
  perform: (context) => context.setTheme(theme),
}));

/** Every act of the frame. */
export const ACTIONS: readonly Action[] = [
  ...GO,
  {
    id: "go-start",
    label: strings.app.start,
    group: "go",
    icon: House,
    keywords: ["home", "recent"],
    perform: (context) => context.go("/"),
  },
  {
    id: "go-devices",
    label: strings.devices.title,
    group: "go",
    icon: Cpu,
    keywords: ["gpu", "graphics card", "processor", "speed", "tensorflow"],
    perform: (context) => context.go(DEVICES_PATH),
  },
  {
    id: "import-folder",
    label: strings.app.importFolder,
    group: "act",
    icon: FolderInput,
    shortcut: "mod+i",
    keywords: ["pictures", "images", "add", "drop"],
    menuCommand: "import-folder",
    perform: (context) => context.go(context.hasProject ? IMPORT_PATH : "/"),
  },
  {
    id: "add-pictures",
    label: strings.captures.add,
    group: "act",
    icon: ImagePlus,
    keywords: ["camera", "webcam", "paste", "watch", "capture"],
    isEnabled: (context) => context.hasProject,
    perform: (context) => context.go(ADD_PATH),
  },
  {
    id: "new-project",
    label: strings.app.newProject,
    group: "act",
    icon: FilePlus2,
    menuCommand: "new-project",
    perform: (context) => context.go(NEW_PROJECT_PATH),
  },
  {
    id: "open-project",
    label: strings.app.openProject,
    group: "act",
    icon: FolderOpen,
    shortcut: "mod+o",
    menuCommand: "open-project",
    perform: (context) => context.go(OPEN_PROJECT_PATH),
  },
  {
    id: "close-project",
    label: strings.app.closeProject,
    group: "act",
    icon: X,
    menuCommand: "close-project",
    isEnabled: (context) => context.hasProject,
    perform: (context) => context.closeProject(),
  },
  {
    id: "undo",
    label: strings.app.undo,
    group: "act",
    icon: Undo2,
    shortcut: "mod+z",
    menuCommand: "undo",
    leavesTextAlone: true,
    isEnabled: (context) => context.hasProject,
    perform: (context) => context.undo(),
  },
  {
    id: "redo",
    label: strings.app.redo,
    group: "act",
    icon: Redo2,
    shortcut: "mod+shift+z",
    menuCommand: "redo",
    leavesTextAlone: true,
    isEnabled: (context) => context.hasProject,
    perform: (context) => context.redo(),
  },
  {
    id: "command-palette",
    label: strings.app.palette,
    group: "act",
    icon: Command,
    shortcut: "mod+k",
    menuCommand: "command-palette",
    perform: (context) => context.showPalette(),
  },
  {
    id: "show-shortcuts",
    label: strings.app.shortcuts,
    group: "act",
    icon: Keyboard,
    shortcut: "?",
    keywords: ["help", "keys"],
    menuCommand: "show-shortcuts",
    leavesTextAlone: true,
    perform: (context) => context.showShortcuts(),
  },
  ...THEMES,
];

export function isEnabled(action: Action, context: ActionContext): boolean {
  return action.isEnabled?.(context) ?? true;
}

export function actionById(id: string): Action | undefined {
  return ACTIONS.find((action) => action.id === id);
}
