import "./top-bar.css";

import { ChevronDown, Command, Cpu } from "lucide-react";
import { Link } from "react-router";

import { useDevices } from "#renderer/engine-client/use-system.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { Button, IconButton } from "#renderer/ui/button.tsx";
import { Popover } from "#renderer/ui/popover.tsx";
import { strings } from "#renderer/ui/strings.ts";

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

function DeviceChip() {
  const { data: devices, isError } = useDevices();
  const chosen = devices?.find((device) => device.chosen);
  const name =
    chosen?.name ??
    (isError ? strings.app.devicesUnknown : strings.app.noDevice);
  return (
    <Popover
      label={strings.app.devicesTitle}
      align="end"
      content={
        <ul className="device-list">
          {(devices ?? []).map((device) => (
            <li key={device.id} className="stack stack--tight">
              <span className="row row--between">
                <strong>{device.name}</strong>
                <Badge tone={device.chosen ? "accent" : "neutral"}>
                  {device.provider}
                </Badge>
              </span>
              <span className="muted small">{device.note}</span>
            </li>
          ))}
        </ul>
      }
    >
      <Button
        variant="quiet"
        icon={Cpu}
        aria-label={`${strings.app.deviceChip}: ${name}`}
      >
        <span className="truncate">{name}</span>
        <ChevronDown size={14} aria-hidden />
      </Button>
    </Popover>
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
