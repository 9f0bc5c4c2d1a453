import { Cpu } from "lucide-react";

import { useDeviceOptions } from "#renderer/engine-client/use-devices.ts";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.settings;

/** What computes where nothing else is said, and the way to what there is. */
export function DeviceChoice({
  value,
  onChange,
}: {
  value: string;
  onChange: (device: string) => void;
}) {
  const options = useDeviceOptions(value);
  return (
    <Field label={text.device} why={text.deviceWhy}>
      {(control) => (
        <div className="row">
          <Select
            {...control}
            value={value}
            options={options.map(({ value: id, device }) => ({
              value: id,
              label: device ?? strings.devices.automatic,
            }))}
            onChange={onChange}
          />
          <ButtonLink to="/devices" icon={Cpu}>
            {text.toDevices}
          </ButtonLink>
        </div>
      )}
    </Field>
  );
}
