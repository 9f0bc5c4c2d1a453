import type { DeviceNetworkChoice } from "#api/devices.ts";
import { useModels } from "#renderer/engine-client/use-models.ts";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.devices;
const OF_PROJECT = "";

/** The network that the figures are for. */
export function NetworkChoice({
  network,
  onChange,
}: {
  network: DeviceNetworkChoice;
  onChange: (network: DeviceNetworkChoice) => void;
}) {
  const models = useModels().data ?? [];
  const model = models.find(({ id }) => id === network.model);
  const sizes = model?.sizes ?? [];
  return (
    <>
      <Select
        aria-label={text.network}
        value={network.model ?? OF_PROJECT}
        options={[
          { value: OF_PROJECT, label: text.networkOfProject },
          ...models.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => onChange(id === OF_PROJECT ? {} : { model: id })}
      />
      {sizes.length > 1 && (
        <Select
          aria-label={text.size}
          value={String(network.inputSize ?? sizes[0])}
          options={sizes.map((size) => ({
            value: String(size),
            label: text.sizeOf(size),
          }))}
          onChange={(size) => onChange({ ...network, inputSize: Number(size) })}
        />
      )}
    </>
  );
}
