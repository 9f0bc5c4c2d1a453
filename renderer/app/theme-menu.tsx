import { Moon, Sun, SunMoon } from "lucide-react";

import { useSettings } from "#renderer/engine-client/use-system.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { Menu } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { useTheme } from "#renderer/ui/theme.ts";

import { useActionContext } from "./action-context.ts";

const CHOICES = [
  { theme: "system", icon: SunMoon },
  { theme: "light", icon: Sun },
  { theme: "dark", icon: Moon },
] as const;

export function ThemeMenu() {
  const chosen = useSettings().data?.theme ?? "system";
  const seen = useTheme();
  const { setTheme } = useActionContext();
  return (
    <Menu
      align="end"
      items={CHOICES.map(({ theme, icon }) => ({
        id: theme,
        label: strings.app.themes[theme],
        icon,
        checked: theme === chosen,
        onSelect: () => setTheme(theme),
      }))}
    >
      <IconButton
        icon={seen === "dark" ? Moon : Sun}
        label={strings.app.theme}
      />
    </Menu>
  );
}
