import "./devices.css";

import { Gauge, RefreshCw } from "lucide-react";
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";

import type { DeviceNetworkChoice } from "#api/devices.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { queryKeys } from "#renderer/engine-client/query-keys.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useDeviceReport } from "#renderer/engine-client/use-devices.ts";
import { useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatDuration } from "#renderer/ui/format.ts";
import { Page } from "#renderer/ui/page.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

import { ChosenPanel } from "./chosen-panel.tsx";
import { DeviceList } from "./device-list.tsx";
import { FasterPanel } from "./faster-panel.tsx";
import { JobProgress } from "./job-progress.tsx";
import { NetworkChoice } from "./network-choice.tsx";

const text = strings.devices;

/** What this machine has to compute with, what is used and why, and how to get a faster one. */
export function DevicesScreen() {
  const engine = useEngine();
  const queries = useQueryClient();
  const [network, setNetwork] = useState<DeviceNetworkChoice>({});
  const report = useDeviceReport(network);
  const job = useActiveJob(["devices"]);
  const onFailure = ({ message }: { message: string }) =>
    showFailure({ message });
  const measure = useAct(
    (deviceIds: string[] | undefined) =>
      engine.devices.measure({ ...network, deviceIds }),
    { onFailure },
  );
  const lookAgain = useAct(
    () => engine.devices.report({ ...network, lookAgain: true }),
    {
      onDone: (found) =>
        queries.setQueryData(queryKeys.deviceReport(network), found),
      onFailure,
    },
  );
  const { data } = report;
  const isMeasuring = job !== undefined || measure.isRunning;
  return (
    <Page
      title={text.title}
      subtitle={
        data === undefined ? undefined : text.subtitle(data.chosen.network.name)
      }
      actions={
        <span className="row row--wrap">
          <NetworkChoice network={network} onChange={setNetwork} />
          <Button
            icon={RefreshCw}
            busy={lookAgain.isRunning}
            onClick={() => lookAgain.run(undefined)}
          >
            {text.lookAgain}
          </Button>
        </span>
      }
    >
      {report.error !== null && (
        <Notice tone="danger">{report.error.message}</Notice>
      )}
      {data === undefined ? (
        report.error === null && <LoadingBlock label={text.looking} />
      ) : (
        <div className="stack stack--loose devices">
          <ChosenPanel chosen={data.chosen} />
          <Panel
            title={text.found}
            actions={
              <span className="row">
                <span className="muted small figures">
                  {text.testEstimate(formatDuration(data.estimateSeconds))}
                </span>
                <Button
                  variant="primary"
                  icon={Gauge}
                  busy={isMeasuring}
                  onClick={() => measure.run(undefined)}
                >
                  {text.test}
                </Button>
              </span>
            }
          >
            <div className="stack">
              {job !== undefined && <JobProgress job={job} />}
              <p className="muted small devices__words">{text.testWhy}</p>
              <DeviceList
                label={text.found}
                devices={data.devices.filter(({ state }) => state !== "absent")}
                isMeasuring={isMeasuring}
                onTest={(id) => measure.run([id])}
              />
            </div>
          </Panel>
          <FasterPanel advice={data.advice} />
          <Panel title={text.absent}>
            <DeviceList
              label={text.absent}
              devices={data.devices.filter(({ state }) => state === "absent")}
              isMeasuring={isMeasuring}
            />
          </Panel>
        </div>
      )}
    </Page>
  );
}
