import {
  AUTOMATIC,
  type ChosenDevice,
  type Device,
  type DeviceNetworkChoice,
  type DeviceReport,
  type DeviceTest,
} from "#api/devices.ts";
import { StudioError } from "#engine/base/errors.ts";
import {
  chooseDevice,
  describeOutcome,
  type DeviceCandidate,
  type DeviceDecision,
} from "#engine/compute/choose-device.ts";
import type { DeviceId } from "#engine/compute/device.ts";
import {
  parseDeviceChoice,
  REFERENCE_DEVICE,
  SURE_DEVICE,
} from "#engine/compute/device-ids.ts";
import { processorName } from "#engine/compute/processor-name.ts";
import { candidatesFor } from "#engine/jobs/device-candidates.ts";
import { isImitation, type FoundDevice } from "#engine/jobs/device-messages.ts";
import {
  currentRecord,
  readDeviceRecords,
  versionsNow,
} from "#engine/jobs/device-records.ts";
import { adviceFor } from "./device-advice.ts";
import type { AskedNetwork } from "./device-search.ts";
import type { EngineContext } from "./engine-context.ts";
import { toRun } from "./run-records.ts";

type ReportContext = Pick<
  EngineContext,
  "devices" | "environment" | "session" | "settings"
>;

/** Testing and measuring a device that was never measured takes about this long. */
const FIRST_TEST_SECONDS = 20;
/** Everything about every device for a network; see the contract. @throws StudioError `models/…` */
export async function reportDevices(
  context: ReportContext,
  choice: DeviceNetworkChoice & { lookAgain?: boolean | undefined },
): Promise<DeviceReport> {
  if (choice.lookAgain) context.devices.forget();
  const network = await askedNetwork(context, choice);
  const found = await context.devices.found();
  const { deviceRecordsFile, programVersion } = context.environment();
  const records = await readDeviceRecords(deviceRecordsFile);
  const present = found.map((device) => ({
    id: device.id,
    device,
    test: device.probe.isPresent
      ? (currentRecord(records, {
          deviceId: device.id,
          signature: network.signature,
          versions: versionsNow(programVersion),
          driver: device.probe.driver,
          provider: device.provider,
        })?.test ?? null)
      : null,
  }));
  const decision = decide(context, present);
  const devices = present.map(({ device, test }) =>
    describeDevice(device, test, decision),
  );
  return {
    chosen: describeChosen(context, network, decision, {
      ...foundNames(found, decision.id),
      test: present.find(({ id }) => id === decision.id)?.test ?? null,
    }),
    devices: devices.toSorted((left, right) => rank(left) - rank(right)),
    advice: adviceFor(devices, decision.id),
    estimateSeconds: present
      .filter(({ device }) => device.probe.isPresent)
      .filter(({ id }) => id !== REFERENCE_DEVICE)
      .filter(({ device }) => !isImitation(device))
      .reduce(
        (sum, { test }) => sum + (test?.seconds || FIRST_TEST_SECONDS),
        0,
      ),
  };
}

/** What will compute, from what was measured before; looks for nothing. @throws StudioError `models/…` */
export async function chosenDevice(
  context: ReportContext,
  choice: DeviceNetworkChoice,
): Promise<ChosenDevice> {
  const environment = context.environment();
  const network = await askedNetwork(context, choice);
  const candidates = await candidatesFor(environment, network.signature);
  const decision = decide(context, candidates);
  const records = await readDeviceRecords(environment.deviceRecordsFile);
  const known = records.find(({ deviceId }) => deviceId === decision.id);
  const names =
    decision.id === SURE_DEVICE || known === undefined
      ? { name: processorName(), provider: "onnxruntime" }
      : { name: known.name, provider: known.provider };
  return describeChosen(context, network, decision, {
    ...names,
    test: candidates.find(({ id }) => id === decision.id)?.test ?? null,
  });
}

/** The network that is asked about: where no model is named, that of the open project's newest run, with what was said besides. */
export function askedChoice(
  { session }: Pick<EngineContext, "session">,
  asked: DeviceNetworkChoice,
): DeviceNetworkChoice {
  if (asked.model !== undefined) {
    return { model: asked.model, ...definedOf(asked) };
  }
  const newest = session
    .current()
    ?.reader.runs()
    .map(toRun)
    .find((run) => run !== null);
  if (newest === undefined) return definedOf(asked);
  const { model, inputSize, width } = newest.recipe;
  return { model, ...definedOf({ inputSize, width }), ...definedOf(asked) };
}

function askedNetwork(
  context: ReportContext,
  asked: DeviceNetworkChoice,
): Promise<AskedNetwork> {
  return context.devices.network(
    askedChoice(context, asked),
    context.environment().modelsFolder,
  );
}

function definedOf({ inputSize, width }: DeviceNetworkChoice) {
  return {
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(width === undefined ? {} : { width }),
  };
}

/** What trains; where another device is faster at looking only, the reason says so. */
function decide(
  { settings }: Pick<EngineContext, "settings">,
  candidates: readonly DeviceCandidate[],
): DeviceDecision {
  const choice = settledChoice(settings.current().device);
  const decision = chooseDevice(candidates, { choice, purpose: "training" });
  const forward = chooseDevice(candidates, { choice, purpose: "forward" });
  if (forward.id === decision.id) return decision;
  return {
    ...decision,
    reason: `${decision.reason} Features of a frozen network, evaluation and classifying use ${forward.id}, which is faster forward.`,
  };
}

/** A settings file may name a device that this version does not know. */
export function settledChoice(choice: string): DeviceId | typeof AUTOMATIC {
  try {
    return parseDeviceChoice(choice);
  } catch (error) {
    if (error instanceof StudioError) return AUTOMATIC;
    throw error;
  }
}

function foundNames(found: readonly FoundDevice[], id: DeviceId) {
  const device = found.find((one) => one.id === id);
  return {
    name: device?.probe.isPresent ? device.probe.name : processorName(),
    provider: device?.provider ?? id,
  };
}

function describeChosen(
  { settings }: Pick<EngineContext, "settings">,
  { model, name, inputSize }: AskedNetwork,
  { id, reason, needsTest }: DeviceDecision,
  facts: { name: string; provider: string; test: DeviceTest | null },
): ChosenDevice {
  return {
    id,
    name: facts.name,
    provider: facts.provider,
    choice: settings.current().device,
    reason: needsTest
      ? `${reason} It is tested on this network before it is first used.`
      : reason,
    network: { model, name, inputSize },
    forwardImagesPerSecond: facts.test?.forwardImagesPerSecond ?? null,
    trainingImagesPerSecond: facts.test?.trainingImagesPerSecond ?? null,
  };
}

function describeDevice(
  { id, kind, provider, probe }: FoundDevice,
  test: DeviceTest | null,
  chosen: DeviceDecision,
): Device {
  const facts = { id, kind, provider, test };
  if (!probe.isPresent) {
    return {
      ...facts,
      name: null,
      driver: null,
      memoryBytes: null,
      state: "absent",
      note: probe.reason,
      remedy: probe.remedy,
    };
  }
  const { name, driver, memoryBytes } = probe;
  if (test === null && id !== chosen.id && isImitation({ probe })) {
    const note =
      "A graphics card that the processor imitates, so slower than the processor itself; tested only when asked to.";
    return {
      ...facts,
      name,
      driver,
      memoryBytes,
      state: "imitation",
      note,
      remedy: null,
    };
  }
  const { state, note, remedy } = stateOf(id, test, chosen);
  return { ...facts, name, driver, memoryBytes, state, note, remedy };
}

function stateOf(
  id: DeviceId,
  test: DeviceTest | null,
  chosen: DeviceDecision,
): Pick<Device, "state" | "note" | "remedy"> {
  if (id === chosen.id) {
    return { state: "chosen", note: chosen.reason, remedy: null };
  }
  if (id === REFERENCE_DEVICE) {
    return {
      state: "reference",
      note: "The reference of the tests: right and very slow. Used only when asked for by name.",
      remedy: null,
    };
  }
  if (test === null) {
    return {
      state: "untested",
      note: "Not tested on this network yet, so not used.",
      remedy: null,
    };
  }
  if (test.outcome !== "passed") {
    return {
      state: "not-used",
      note: capital(describeOutcome(test)),
      remedy:
        "A newer driver or a newer version of the library may mend it; test it again afterwards.",
    };
  }
  return {
    state: "ready",
    note: "Computes this network rightly. What is used is faster, was asked for, or is not measured yet.",
    remedy: null,
  };
}

function rank({ state }: Device): number {
  return [
    "chosen",
    "ready",
    "untested",
    "not-used",
    "imitation",
    "reference",
    "absent",
  ].indexOf(state);
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
