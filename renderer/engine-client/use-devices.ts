import { keepPreviousData, useQuery } from "@tanstack/react-query";

import type { DeviceNetworkChoice } from "#api/devices.ts";
import { AUTOMATIC } from "#api/devices.ts";

import { useEngine } from "./engine-provider.tsx";
import { queryKeys } from "./query-keys.ts";

/** What will compute a network, from what was measured before. Default: the network that the project speaks of. */
export function useChosenDevice(network: DeviceNetworkChoice = {}) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.chosenDevice(network),
    queryFn: () => engine.devices.chosen(network),
    placeholderData: keepPreviousData,
  });
}

/** Every device for a network. The first time, each is looked for in a process of its own: some seconds. */
export function useDeviceReport(network: DeviceNetworkChoice = {}) {
  const engine = useEngine();
  return useQuery({
    queryKey: queryKeys.deviceReport(network),
    queryFn: () => engine.devices.report(network),
    placeholderData: keepPreviousData,
  });
}

export interface DeviceOption {
  /** `automatic` or the id of a device. */
  readonly value: string;
  /** The device's provider and name; null for automatic. */
  readonly device: string | null;
}

/** What can be chosen to compute: automatic, everything that was found, and what is chosen now, be it there or not. */
export function useDeviceOptions(chosen: string): readonly DeviceOption[] {
  const found = (useDeviceReport().data?.devices ?? []).filter(
    ({ state }) => state !== "absent",
  );
  const options = [
    { value: AUTOMATIC, device: null },
    ...found.map(({ id, provider }) => ({ value: id, device: provider })),
  ];
  return options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, device: chosen }];
}
