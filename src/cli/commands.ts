import type { Command } from "commander";

import { addServe } from "./serve-command.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly ((program: Command) => void)[] = [addServe];
