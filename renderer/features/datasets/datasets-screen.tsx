import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function DatasetsScreen() {
  return <Page title={strings.datasets.title}>{null}</Page>;
}
