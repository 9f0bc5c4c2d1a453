import type { ModelSpeed, ModelSummary } from "#api/models.ts";
import {
  chooseDevice,
  speedOf,
  type DevicePurpose,
} from "#engine/compute/choose-device.ts";
import { candidatesIn } from "#engine/jobs/device-candidates.ts";
import {
  readDeviceRecords,
  versionsNow,
  type DeviceRecord,
} from "#engine/jobs/device-records.ts";
import { settledChoice } from "./device-report.ts";
import type { AskedNetwork } from "./device-search.ts";
import type { EngineContext } from "./engine-context.ts";

type SpeedContext = Pick<EngineContext, "devices" | "environment" | "settings">;

/** Pictures per second of a network, null where they were not measured, and what one picture costs it. */
interface MeasuredNetwork extends Pick<AskedNetwork, "multiplyAdds"> {
  readonly forward: number | null;
  readonly training: number | null;
}

/**
 * How quick models are on this machine: as they were measured, else estimated from their multiply-adds and the rate at which the
 * networks that were measured get through theirs. Null while none was.
 */
export async function modelSpeeds(
  models: readonly Pick<ModelSummary, "id" | "sizes">[],
  context: SpeedContext,
): Promise<ModelSpeed[]> {
  const { modelsFolder, deviceRecordsFile, programVersion } =
    context.environment();
  const records = await readDeviceRecords(deviceRecordsFile);
  const versions = versionsNow(programVersion);
  const look = async (
    choice: Parameters<typeof context.devices.network>[0],
  ): Promise<MeasuredNetwork | null> => {
    // A design that is impossible yet has no speed.
    const network = await context.devices
      .network(choice, modelsFolder)
      .catch(() => null);
    if (network === null) return null;
    const speed = (purpose: DevicePurpose) =>
      recordedSpeed(records, versions, network.signature, purpose, context);
    const { multiplyAdds } = network;
    return {
      multiplyAdds,
      forward: speed("forward"),
      training: speed("training"),
    };
  };
  const networks: (MeasuredNetwork | null)[] = [];
  for (const { id, sizes } of models) {
    const [inputSize] = sizes;
    networks.push(
      await look({
        model: id,
        ...(inputSize === undefined ? {} : { inputSize }),
      }),
    );
  }
  // The network of the benchmark is measured where no other is asked for.
  const known = [...networks, await look({})].filter((one) => one !== null);
  const forwardRate = usualRate(known, "forward");
  const trainingRate = usualRate(known, "training");
  return networks.map((network, index) => ({
    id: models[index]?.id ?? "",
    forwardImagesPerSecond: estimated(network, "forward", forwardRate),
    trainingImagesPerSecond: estimated(network, "training", trainingRate),
    isMeasured: network !== null && network.forward !== null,
  }));
}

function recordedSpeed(
  records: readonly DeviceRecord[],
  versions: string,
  signature: string,
  purpose: DevicePurpose,
  { settings }: Pick<EngineContext, "settings">,
): number | null {
  const candidates = candidatesIn(records, versions, signature);
  const choice = settledChoice(settings.current().device);
  const { id } = chooseDevice(candidates, { choice, purpose });
  const test = candidates.find((one) => one.id === id)?.test ?? null;
  return speedOf(test, purpose);
}

/** Median of multiply-adds per second over the networks that were measured; null where none was. */
function usualRate(
  networks: readonly MeasuredNetwork[],
  purpose: DevicePurpose,
): number | null {
  const rates = networks
    .flatMap((network) => {
      const speed = network[purpose];
      return speed === null ? [] : [speed * network.multiplyAdds];
    })
    .toSorted((left, right) => left - right);
  return rates[Math.floor(rates.length / 2)] ?? null;
}

function estimated(
  network: MeasuredNetwork | null,
  purpose: DevicePurpose,
  rate: number | null,
): number | null {
  if (network === null) return null;
  if (network[purpose] !== null) return network[purpose];
  return rate === null || network.multiplyAdds === 0
    ? null
    : rate / network.multiplyAdds;
}
