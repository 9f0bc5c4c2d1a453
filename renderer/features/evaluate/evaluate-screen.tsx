import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function EvaluateScreen() {
  return <Page title={strings.evaluate.title}>{null}</Page>;
}
