import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function DesignScreen() {
  return <Page title={strings.design.title}>{null}</Page>;
}
