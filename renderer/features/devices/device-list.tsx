import { Cpu, Gauge, Gpu, Microchip, type LucideIcon } from "lucide-react";

import type { Device, DeviceState, DeviceTest } from "#api/devices.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { formatBytes, formatMoment, formatRate } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import type { Tone } from "#renderer/ui/toast-store.ts";

const text = strings.devices;

const ICONS: Readonly<Record<Device["kind"], LucideIcon>> = {
  cpu: Cpu,
  gpu: Gpu,
  npu: Microchip,
};

const TONES: Readonly<Record<DeviceState, Tone>> = {
  chosen: "accent",
  ready: "good",
  untested: "neutral",
  "not-used": "danger",
  imitation: "neutral",
  reference: "neutral",
  absent: "neutral",
};

/** More than a person reads; the rest is counted. */
const SHOWN_FAILURES = 4;

/** Devices, one below the other, with everything that is known of each. */
export function DeviceList({
  label,
  devices,
  isMeasuring,
  onTest,
}: {
  label: string;
  devices: readonly Device[];
  isMeasuring: boolean;
  /** Absent: they cannot be tested. */
  onTest?: (deviceId: string) => void;
}) {
  const fastest = Math.max(
    1,
    ...devices.flatMap(({ test }) => [
      test?.forwardImagesPerSecond ?? 0,
      test?.trainingImagesPerSecond ?? 0,
    ]),
  );
  return (
    <ul className="device-rows" aria-label={label}>
      {devices.map((device) => (
        <DeviceRow
          key={device.id}
          device={device}
          fastest={fastest}
          isMeasuring={isMeasuring}
          onTest={onTest}
        />
      ))}
    </ul>
  );
}

function DeviceRow({
  device,
  fastest,
  isMeasuring,
  onTest,
}: {
  device: Device;
  fastest: number;
  isMeasuring: boolean;
  onTest: ((deviceId: string) => void) | undefined;
}) {
  const { id, kind, provider, name, state, note, remedy, test } = device;
  const Icon = ICONS[kind];
  const facts = [
    name,
    device.driver === null ? null : `${text.driver} ${device.driver}`,
    device.memoryBytes === null
      ? null
      : `${text.memory} ${formatBytes(device.memoryBytes)}`,
    test === null || test.seconds === 0
      ? null
      : `${text.tested} ${formatMoment(test.testedAt)}`,
  ].filter((fact) => fact !== null);
  return (
    <li className="device-row">
      <Icon size={20} strokeWidth={1.5} aria-label={text.kinds[kind]} />
      <div className="device-row__words">
        <div className="row row--wrap">
          <h3>{provider}</h3>
          <Badge tone={TONES[state]}>{text.states[state]}</Badge>
          <code className="muted small">{id}</code>
        </div>
        {facts.length > 0 && (
          <p className="muted small figures">{facts.join(" · ")}</p>
        )}
        <p className="small">
          {note}
          {remedy !== null && <> {remedy}</>}
        </p>
        {test !== null && test.failures.length > 0 && (
          <Failures failures={test.failures} />
        )}
      </div>
      {test?.outcome === "passed" && <Speeds test={test} fastest={fastest} />}
      {onTest !== undefined && (
        <Button
          size="small"
          icon={Gauge}
          disabled={isMeasuring}
          aria-label={text.testOneOf(provider)}
          onClick={() => onTest(id)}
        >
          {text.testOne}
        </Button>
      )}
    </li>
  );
}

function Failures({ failures }: { failures: DeviceTest["failures"] }) {
  const shown = failures.slice(0, SHOWN_FAILURES);
  return (
    <ul className="device-row__failures small" aria-label={text.failures}>
      {shown.map(({ op, pass, message }) => (
        <li key={`${op} ${pass}`}>
          <strong>
            {op}, {text.passes[pass]}
          </strong>
          : {message}
        </li>
      ))}
      {failures.length > shown.length && (
        <li className="muted">
          {text.moreFailures(failures.length - shown.length)}
        </li>
      )}
    </ul>
  );
}

/** Bars of one length scale for all devices, each with its figure. */
function Speeds({ test, fastest }: { test: DeviceTest; fastest: number }) {
  const figures = [
    [text.forward, test.forwardImagesPerSecond],
    [text.training, test.trainingImagesPerSecond],
  ] as const;
  return (
    <dl className="device-row__speeds figures small">
      {figures.map(([label, rate]) => (
        <div key={label}>
          <dt className="muted">{label}</dt>
          <dd>
            <span
              className="device-row__bar"
              style={{ transform: `scaleX(${(rate ?? 0) / fastest})` }}
            />
            <span className="device-row__rate">
              {rate === null ? text.notMeasured : formatRate(rate, "images")}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
