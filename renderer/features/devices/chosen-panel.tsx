import type { ChosenDevice } from "#api/devices.ts";
import { useDeviceOptions } from "#renderer/engine-client/use-devices.ts";
import { useUpdateSettings } from "#renderer/engine-client/use-system.ts";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { formatRate } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.devices;

/** The device that computes, how fast, why, and the choice of another. */
export function ChosenPanel({ chosen }: { chosen: ChosenDevice }) {
  const options = useDeviceOptions(chosen.choice);
  const update = useUpdateSettings();
  const figures = [
    [text.forward, chosen.forwardImagesPerSecond],
    [text.training, chosen.trainingImagesPerSecond],
  ] as const;
  return (
    <Panel title={text.used}>
      <div className="chosen-device">
        <div className="stack stack--tight">
          <p className="chosen-device__name">{chosen.name}</p>
          <p className="muted">{chosen.provider}</p>
          <p className="devices__words">{chosen.reason}</p>
        </div>
        <dl className="chosen-device__figures figures">
          {figures.map(([label, rate]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                {rate === null ? (
                  <span className="muted small">{text.notMeasured}</span>
                ) : (
                  formatRate(rate, "images")
                )}
              </dd>
            </div>
          ))}
        </dl>
        <Field label={text.choice} why={text.choiceWhy}>
          {(control) => (
            <Select
              {...control}
              value={chosen.choice}
              options={options.map(({ value, device }) => ({
                value,
                label: device ?? text.automatic,
              }))}
              onChange={(device) => update.run({ device })}
            />
          )}
        </Field>
      </div>
      {update.failure !== null && (
        <Notice tone="danger">{update.failure.message}</Notice>
      )}
    </Panel>
  );
}
