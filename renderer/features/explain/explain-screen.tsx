import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function ExplainScreen() {
  return <Page title={strings.explain.title}>{null}</Page>;
}
