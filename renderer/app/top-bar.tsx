import "./top-bar.css";

import { Command } from "lucide-react";
import { Link } from "react-router";

import { IconButton } from "#renderer/ui/button.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { DeviceChip } from "./device-chip.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { RunsMenu } from "./runs-menu.tsx";
import { ThemeMenu } from "./theme-menu.tsx";

/** Project, run, device, palette and theme. */
export function TopBar({ onPalette }: { onPalette: () => void }) {
  return (
    <header className="top-bar">
      <Link to="/" className="top-bar__home" aria-label={strings.app.goToStart}>
        <Mark />
      </Link>
      <ProjectMenu />
      <RunsMenu />
      <div className="top-bar__space" />
      <DeviceChip />
      <IconButton
        icon={Command}
        label={strings.app.palette}
        shortcut="mod+k"
        onClick={onPalette}
      />
      <ThemeMenu />
    </header>
  );
}

function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden>
      <g fill="var(--accent)">
        <rect x="3" y="3" width="16" height="16" rx="3" fillOpacity="0.3" />
        <rect x="8" y="8" width="16" height="16" rx="3" fillOpacity="0.5" />
        <rect x="13" y="13" width="16" height="16" rx="3" />
      </g>
    </svg>
  );
}
