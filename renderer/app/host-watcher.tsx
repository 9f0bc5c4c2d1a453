import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";

import { useProject } from "#renderer/engine-client/use-projects.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { strings } from "#renderer/ui/strings.ts";

import { STEPS } from "./steps.ts";
import { useOpenProject } from "./use-open-project.ts";

/** Does what the program around the window asks, and names the window after what it shows. Draws nothing. */
export function HostWatcher() {
  const host = useHost();
  const navigate = useNavigate();
  const open = useOpenProject();
  const project = useProject().data?.name;
  const { pathname } = useLocation();
  const step = STEPS.find(({ path }) => pathname.startsWith(path))?.label;

  useEffect(
    () => host.onNavigate((path) => void navigate(path)),
    [host, navigate],
  );
  useEffect(() => host.onOpenProject(open), [host, open]);
  useEffect(() => {
    document.title = [step, project, strings.app.name]
      .filter((part) => part !== undefined)
      .join(" · ");
  }, [step, project]);
  return null;
}
