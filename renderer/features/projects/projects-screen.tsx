import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function ProjectsScreen() {
  return <Page title={strings.projects.title}>{null}</Page>;
}
