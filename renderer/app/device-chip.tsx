import { ChevronDown, Cpu, Gpu } from "lucide-react";

import { useChosenDevice } from "#renderer/engine-client/use-devices.ts";
import { useJobs } from "#renderer/engine-client/use-jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { formatRate } from "#renderer/ui/format.ts";
import { Popover } from "#renderer/ui/popover.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { DEVICES_PATH } from "./steps.ts";

const text = strings.devices;

/** What computes or will compute, and how many pictures a second in training where that was measured. */
export function DeviceChip() {
  const { data: chosen, isError } = useChosenDevice();
  const atWork = useJobs().data?.find(
    ({ status, device }) => status === "running" && device !== null,
  );
  const name =
    atWork?.device?.name ??
    chosen?.name ??
    (isError ? strings.app.devicesUnknown : strings.app.noDevice);
  const rate = chosen?.trainingImagesPerSecond ?? null;
  const isProcessor = chosen === undefined || /cpu|native$/.test(chosen.id);
  return (
    <Popover
      label={text.title}
      align="end"
      content={
        <div className="device-card stack">
          {atWork !== undefined && (
            <p className="small">
              {strings.app.deviceAtWork(
                atWork.title,
                atWork.device?.provider ?? "",
              )}
            </p>
          )}
          {chosen !== undefined && (
            <>
              <div className="stack stack--tight">
                <strong>{chosen.name}</strong>
                <span className="muted small">{chosen.provider}</span>
              </div>
              <p className="small">{chosen.reason}</p>
              <dl className="device-card__figures figures small">
                <dt className="muted">{text.network}</dt>
                <dd>{chosen.network.name}</dd>
                <dt className="muted">{text.forward}</dt>
                <dd>{describeRate(chosen.forwardImagesPerSecond)}</dd>
                <dt className="muted">{text.training}</dt>
                <dd>{describeRate(chosen.trainingImagesPerSecond)}</dd>
              </dl>
            </>
          )}
          <ButtonLink to={DEVICES_PATH} size="small" icon={Cpu}>
            {strings.app.deviceMore}
          </ButtonLink>
        </div>
      }
    >
      <Button
        variant="quiet"
        icon={isProcessor ? Cpu : Gpu}
        aria-label={`${strings.app.deviceChip}: ${name}${rate === null ? "" : `, ${formatRate(rate, "images")}`}`}
      >
        <span className="truncate device-chip__name">{name}</span>
        {rate !== null && (
          <span className="muted figures">{formatRate(rate, "images")}</span>
        )}
        <ChevronDown size={14} aria-hidden />
      </Button>
    </Popover>
  );
}

function describeRate(rate: number | null): string {
  return rate === null ? text.notMeasured : formatRate(rate, "images");
}
