import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function SettingsScreen() {
  return <Page title={strings.settings.title}>{null}</Page>;
}
