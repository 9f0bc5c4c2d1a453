import { FolderOpen } from "lucide-react";
import type { ReactNode } from "react";
import { Fragment } from "react";
import { Link } from "react-router";

import { useProject } from "#renderer/engine-client/use-projects.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** Shows a screen once a project is open, and until then what is missing. Another project gives a fresh screen. */
export function ProjectGate({ children }: { children: ReactNode }) {
  const project = useProject().data;
  if (project === undefined) {
    return <LoadingBlock label={strings.common.loading} />;
  }
  if (project === null) {
    return (
      <EmptyState
        isWholeScreen
        icon={FolderOpen}
        title={strings.app.noProject}
        message={strings.app.noProjectMessage}
        actions={
          <Link className="button button--primary" to="/">
            {strings.app.goToStart}
          </Link>
        }
      />
    );
  }
  return <Fragment key={project.path}>{children}</Fragment>;
}
