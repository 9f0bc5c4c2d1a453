import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function ExportScreen() {
  return <Page title={strings.export.title}>{null}</Page>;
}
