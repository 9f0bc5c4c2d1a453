import { z } from "zod";

import { JobReferenceSchema, procedure } from "./base.ts";

/** `automatic`, or the id of a device. */
export const AUTOMATIC = "automatic";
export const DeviceChoiceSchema = z.string().min(1);

/** A network that devices are tested and measured on; everything left out is as the model has it. */
export const DeviceNetworkSchema = z.object({
  /** Id of a model. Default: that of the project's newest run, else the network of the benchmark, MobileNetV2 0.35 at 96 pixels. */
  model: z.string().optional(),
  inputSize: z.number().int().min(8).max(1024).optional(),
  width: z.number().positive().optional(),
});
export type DeviceNetworkChoice = z.infer<typeof DeviceNetworkSchema>;

export const DeviceOutcomeSchema = z.enum([
  /** Computed the network like the processor, forward and backward. */
  "passed",
  /** Gave other numbers. */
  "differs",
  /** Refused an op, or could not be opened. */
  "failed",
  /** Ended its process. */
  "crashed",
  /** Did not answer within its time. */
  "timed-out",
]);
export type DeviceOutcome = z.infer<typeof DeviceOutcomeSchema>;

/** What one device did with one network. */
export const DeviceTestSchema = z.object({
  testedAt: z.string(),
  /** Seconds that test and measurement took. */
  seconds: z.number(),
  outcome: DeviceOutcomeSchema,
  /** What went wrong, in a sentence; null when it passed. */
  message: z.string().nullable(),
  /** The ops that were not computed rightly. */
  failures: z.array(
    z.object({
      op: z.string(),
      pass: z.enum(["forward", "backward"]),
      message: z.string(),
    }),
  ),
  /** Pictures per second through the whole network; null when not measured. */
  forwardImagesPerSecond: z.number().nullable(),
  /** Pictures per second in training steps with every layer learning. */
  trainingImagesPerSecond: z.number().nullable(),
});
export type DeviceTest = z.infer<typeof DeviceTestSchema>;

export const DeviceStateSchema = z.enum([
  "chosen",
  /** Passed, and would be used if it were faster or chosen. */
  "ready",
  "untested",
  /** Found, but not used: its test failed, or it crashed at work. */
  "not-used",
  /** Drawn by the processor: used only when it was tested and is faster all the same. */
  "imitation",
  /** Only ever used when asked for by name. */
  "reference",
  "absent",
]);
export type DeviceState = z.infer<typeof DeviceStateSchema>;

export const DeviceSchema = z.object({
  id: z.string(),
  kind: z.enum(["cpu", "gpu", "npu"]),
  /** What computes, in words: `onnxruntime 1.30 WebGPU`. */
  provider: z.string(),
  /** As the system names it; null where it is absent. */
  name: z.string().nullable(),
  driver: z.string().nullable(),
  memoryBytes: z.number().nullable(),
  state: DeviceStateSchema,
  /** Why it is used or not, in a sentence. */
  note: z.string(),
  /** How to get it, or get it to work; null where there is nothing to do. */
  remedy: z.string().nullable(),
  /** On the report's network, with the driver and versions of now. */
  test: DeviceTestSchema.nullable(),
});
export type Device = z.infer<typeof DeviceSchema>;

/** What will compute, as far as it is known without looking for devices. */
export const ChosenDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  /** `automatic` or a device. */
  choice: DeviceChoiceSchema,
  reason: z.string(),
  network: z.object({
    model: z.string(),
    /** For a person: `MobileNetV2 0.35 at 96 px`. */
    name: z.string(),
    inputSize: z.number().int(),
  }),
  forwardImagesPerSecond: z.number().nullable(),
  trainingImagesPerSecond: z.number().nullable(),
});
export type ChosenDevice = z.infer<typeof ChosenDeviceSchema>;

export const DeviceReportSchema = z.object({
  chosen: ChosenDeviceSchema,
  /** The chosen one first, absent ones last. */
  devices: z.array(DeviceSchema),
  /** How to get a faster one, a sentence each; empty where there is nothing to say. */
  advice: z.array(z.string()),
  /** Seconds that testing and measuring everything found will take, about. */
  estimateSeconds: z.number(),
});
export type DeviceReport = z.infer<typeof DeviceReportSchema>;

export const devicesContract = {
  /** Looks for every device, each in a process of its own; what was found before is given again unless `lookAgain`. */
  report: procedure
    .input(DeviceNetworkSchema.extend({ lookAgain: z.boolean().optional() }))
    .output(DeviceReportSchema),
  /** Quick: from what was measured before. */
  chosen: procedure.input(DeviceNetworkSchema).output(ChosenDeviceSchema),
  /** Tests and measures devices on a network; default: all that are found, but for references. */
  measure: procedure
    .input(
      DeviceNetworkSchema.extend({ deviceIds: z.array(z.string()).optional() }),
    )
    .output(JobReferenceSchema),
  /** Fetches and installs TensorFlow's C library. */
  installTensorflow: procedure
    .input(
      z.object({
        /** The library for CUDA instead of the one for the processor. */
        gpu: z.boolean().default(false),
      }),
    )
    .output(JobReferenceSchema),
  /** Builds the binding against a TensorFlow that is on this machine. */
  linkTensorflow: procedure
    .input(
      z.object({
        /** Folder of a Python package or a TensorFlow; default: found through the Python on the PATH. */
        path: z.string().optional(),
      }),
    )
    .output(JobReferenceSchema),
};
