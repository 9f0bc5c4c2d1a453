import { availableParallelism, homedir, totalmem } from "node:os";

import type { SystemInfo } from "#api/system.ts";
import { parseDeviceChoice } from "#engine/compute/device-ids.ts";
import { reportDevices } from "./device-report.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { listFolder } from "./folder-listing.ts";

export function systemHandlers(os: ContractBuilder, context: EngineContext) {
  return {
    info: os.system.info.handler(() => systemInfo(context)),
    diagnostics: os.system.diagnostics.handler(() => diagnostics(context)),
    listFolder: os.system.listFolder.handler(({ input }) =>
      listFolder(input.path),
    ),
    settings: os.system.settings.handler(() => context.settings.current()),
    updateSettings: os.system.updateSettings.handler(async ({ input }) => {
      if (input.device !== undefined) parseDeviceChoice(input.device);
      const settings = await context.settings.update(input);
      // Threads and budget are told to the model process when it starts.
      await context.models.restart();
      return settings;
    }),
  };
}

function systemInfo(context: EngineContext): SystemInfo {
  return {
    version: context.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    homeFolder: homedir(),
    projectsFolder: context.folders.projects,
  };
}

async function diagnostics(context: EngineContext): Promise<{ text: string }> {
  const info = systemInfo(context);
  const devices = await reportDevices(context, {}).then(
    (report) => report.devices,
    (error: unknown) => [
      {
        name: "Devices could not be listed",
        provider: "?",
        driver: null,
        note: String(error),
      },
    ],
  );
  const failed = context.jobs
    .list()
    .filter((job) => job.status === "failed")
    .map((job) => [
      `Job ${job.kind} failed: ${job.error?.code} ${job.error?.message}`,
      ...context.jobs.log(job.id).slice(-20),
    ]);
  const lines = [
    `Convolve ${info.version}, Node ${info.node}, ${info.platform}, ${info.cores} cores, ${Math.round(info.memoryBytes / 2 ** 30)} GB`,
    ...devices.map(
      ({ name, provider, driver, note }) =>
        `Device: ${provider}, ${name ?? "absent"}${driver === null ? "" : `, driver ${driver}`}. ${note}`,
    ),
    ...failed.flat(),
    "Log:",
    ...context.log.tail().slice(-100),
    "Model process:",
    ...context.models.log().slice(-50),
  ];
  return { text: lines.join("\n") };
}
