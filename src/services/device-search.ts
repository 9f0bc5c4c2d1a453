import type { DeviceNetworkChoice } from "#api/devices.ts";
import type { DeviceId } from "#engine/compute/device.ts";
import { DEVICE_IDS } from "#engine/compute/device-ids.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import type { FoundDevice } from "#engine/jobs/device-messages.ts";
import { findDevice } from "#engine/jobs/device-process.ts";

/** A network that devices are compared on, without its weights. */
export interface AskedNetwork {
  readonly model: string;
  /** For a person. */
  readonly name: string;
  readonly inputSize: number;
  readonly signature: string;
  readonly multiplyAdds: number;
}

/** Devices that are looked for at the same time. */
const SEARCHERS = 3;

/** What an engine has found out about devices and networks, so that it is not asked for twice. */
export class DeviceSearch {
  #found: Promise<readonly FoundDevice[]> | null = null;
  readonly #networks = new Map<string, Promise<AskedNetwork>>();
  readonly #abort = new AbortController();

  /** Every device, present or not; looked for the first time and after `forget`. */
  found(): Promise<readonly FoundDevice[]> {
    const search = (this.#found ??= findAll(this.#abort.signal));
    search.catch(() => this.forget());
    return search;
  }

  /** Devices have to be looked for again: a library was installed, or somebody asks. */
  forget(): void {
    this.#found = null;
  }

  /** @throws StudioError `models/…` */
  network(
    choice: DeviceNetworkChoice,
    modelsFolder: string,
  ): Promise<AskedNetwork> {
    const { model, inputSize, width } = choice;
    const key = JSON.stringify([model, inputSize, width]);
    const known = this.#networks.get(key);
    if (known) return known;
    // Its weights come with it, so this takes a moment, and only what is said of it is kept.
    const loading = loadNetwork(choice, modelsFolder);
    this.#networks.set(key, loading);
    loading.catch(() => this.#networks.delete(key));
    return loading;
  }

  /** Ends a search that is under way. */
  close(): void {
    this.#abort.abort();
  }
}

async function loadNetwork(
  choice: DeviceNetworkChoice,
  modelsFolder: string,
): Promise<AskedNetwork> {
  const { deviceNetwork } = await import("#engine/jobs/device-network.ts");
  const { model, name, inputSize, signature, graph } = await deviceNetwork(
    choice,
    modelsFolder,
  );
  const multiplyAdds = countMultiplyAdds(graph).total;
  return { model, name, inputSize, signature, multiplyAdds };
}

async function findAll(signal: AbortSignal): Promise<readonly FoundDevice[]> {
  const waiting: DeviceId[] = [...DEVICE_IDS];
  const found = new Map<DeviceId, FoundDevice>();
  await Promise.all(
    Array.from({ length: SEARCHERS }, async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        found.set(id, await findDevice(id, { signal }));
      }
    }),
  );
  return DEVICE_IDS.flatMap((id) => found.get(id) ?? []);
}
