import { AUTOMATIC } from "#api/devices.ts";
import type { Recipe } from "#api/recipe.ts";
import { useDeviceOptions } from "#renderer/engine-client/use-devices.ts";
import { useSettings } from "#renderer/engine-client/use-system.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.train;
const { knobs } = text;

/** The settings' choice is a value of its own: it is followed when it changes. */
const AS_SETTINGS = "";

/** What computes this run: as the settings say, or another device. */
export function DeviceKnob({
  value,
  onChange,
}: {
  value: Recipe["device"];
  onChange: (device: Recipe["device"]) => void;
}) {
  const settings = useSettings().data;
  const options = useDeviceOptions(value ?? settings?.device ?? AUTOMATIC);
  const labelOf = (id: string | undefined) =>
    options.find((option) => option.value === id)?.device ??
    strings.devices.automatic;
  return (
    <Field label={knobs.device.label} why={knobs.device.why}>
      {(control) => (
        <Select
          {...control}
          value={value ?? AS_SETTINGS}
          options={[
            {
              value: AS_SETTINGS,
              label: text.deviceAsSettings(labelOf(settings?.device)),
            },
            ...options.map((option) => ({
              value: option.value,
              label: option.device ?? strings.devices.automatic,
            })),
          ]}
          onChange={(id) => onChange(id === AS_SETTINGS ? undefined : id)}
        />
      )}
    </Field>
  );
}
