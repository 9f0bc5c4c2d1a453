import { DEVICE_IDS, parseDeviceChoice } from "#engine/compute/device-ids.ts";
import type { TensorflowParameters } from "#engine/jobs/tensorflow-job.ts";
import { askedChoice, chosenDevice, reportDevices } from "./device-report.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { startMachineJob } from "./start-jobs.ts";

export function devicesHandlers(os: ContractBuilder, context: EngineContext) {
  const publish = () => context.events.publish({ type: "devices" });

  function startTensorflow(
    title: string,
    parameters: TensorflowParameters,
  ): { jobId: string } {
    return startMachineJob(context, {
      kind: "tensorflow",
      title,
      parameters,
      onEnd: () => {
        context.devices.forget();
        publish();
      },
    });
  }

  return {
    report: os.devices.report.handler(({ input }) =>
      reportDevices(context, input),
    ),
    chosen: os.devices.chosen.handler(({ input }) =>
      chosenDevice(context, input),
    ),
    measure: os.devices.measure.handler(async ({ input }) => {
      const { deviceIds } = input;
      deviceIds?.forEach(parseDeviceChoice);
      const network = askedChoice(context, input);
      // Looked at first, so that a network that cannot be is refused at once.
      await chosenDevice(context, network);
      return startMachineJob(context, {
        kind: "devices",
        title: "Test and measure devices",
        parameters: {
          network,
          deviceIds:
            deviceIds && DEVICE_IDS.filter((id) => deviceIds.includes(id)),
        },
        onEnd: () => {
          // Only now: looking for devices would disturb what is measured.
          context.devices.forget();
          publish();
        },
      });
    }),
    installTensorflow: os.devices.installTensorflow.handler(({ input }) =>
      startTensorflow(
        input.gpu ? "Install TensorFlow for CUDA" : "Install TensorFlow",
        { act: "install", gpu: input.gpu },
      ),
    ),
    linkTensorflow: os.devices.linkTensorflow.handler(({ input }) =>
      startTensorflow("Link TensorFlow", { act: "link", path: input.path }),
    ),
  };
}
