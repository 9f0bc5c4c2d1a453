import "./settings.css";

import {
  useSettings,
  useSystemInfo,
  useUpdateSettings,
} from "#renderer/engine-client/use-system.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { applyTheme } from "#renderer/ui/theme.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

import { CachePanel } from "./cache-panel.tsx";
import { DeviceChoice } from "./device-choice.tsx";
import { DiagnosticsPanel } from "./diagnostics-panel.tsx";
import { NetworkPanel } from "./network-panel.tsx";

const text = strings.settings;

/** What holds for the whole studio on this machine; every change is taken over at once. */
export function SettingsScreen() {
  const host = useHost();
  const settings = useSettings().data;
  const info = useSystemInfo().data;
  const update = useUpdateSettings();
  if (settings === undefined) {
    return (
      <Page title={text.title}>
        <LoadingBlock label={strings.common.loading} />
      </Page>
    );
  }
  const cores = info?.cores ?? 1;
  return (
    <Page
      title={text.title}
      subtitle={info === undefined ? undefined : text.version(info.version)}
    >
      {update.failure !== null && (
        <Notice tone="danger">{update.failure.message}</Notice>
      )}
      <div className="settings">
        <Panel title={text.appearance}>
          <Segmented
            label={text.theme}
            value={settings.theme}
            options={(["system", "light", "dark"] as const).map((value) => ({
              value,
              label: text.themes[value],
            }))}
            onChange={(theme) => {
              applyTheme(theme);
              host.setTheme(theme);
              update.run({ theme });
            }}
          />
        </Panel>
        <Panel title={text.computing}>
          <div className="stack">
            <div className="row">
              <h3>{text.threads}</h3>
              <Segmented
                label={text.threads}
                value={settings.threads === null ? "auto" : "fixed"}
                options={[
                  { value: "auto", label: text.threadsAuto },
                  { value: "fixed", label: text.threadsManual },
                ]}
                onChange={(mode) =>
                  update.run({ threads: mode === "auto" ? null : cores })
                }
              />
              {settings.threads !== null && (
                <div className="settings__number">
                  <NumberInput
                    aria-label={text.threads}
                    value={settings.threads}
                    minimum={1}
                    maximum={256}
                    onChange={(threads) => update.run({ threads })}
                  />
                </div>
              )}
            </div>
            <p className="muted small">{text.threadsWhy(cores)}</p>
            <DeviceChoice
              value={settings.device}
              onChange={(device) => update.run({ device })}
            />
          </div>
        </Panel>
        <NetworkPanel settings={settings} onUpdate={update.run} />
        <CachePanel settings={settings} onUpdate={update.run} />
        <DiagnosticsPanel />
      </div>
    </Page>
  );
}
