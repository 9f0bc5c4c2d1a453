import { z } from "zod";

import { JobSchema } from "./jobs.ts";
import { EpochMetricsSchema, RunSchema, UsedDeviceSchema } from "./training.ts";

/**
 * What the engine tells unasked, as JSON messages over the WebSocket at /events. After a (re)connect the client
 * asks for what it shows again, so a lost event is never a wrong screen.
 */
export const EngineEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("job"), job: JobSchema }),
  z.object({ type: z.literal("job-dismissed"), jobId: z.string() }),
  z.object({ type: z.literal("run"), run: RunSchema }),
  z.object({
    type: z.literal("epoch"),
    runId: z.string(),
    metrics: EpochMetricsSchema,
  }),
  /** Between epochs: loss of the last steps, for a chart that lives. */
  z.object({
    type: z.literal("step"),
    runId: z.string(),
    step: z.number().int(),
    epoch: z.number(),
    loss: z.number(),
    accuracy: z.number(),
  }),
  /** Pictures, labels, splits or problems changed: read them again. */
  z.object({ type: z.literal("dataset") }),
  z.object({ type: z.literal("baseline") }),
  /** Snapshots came, went or were renamed: read the list again. */
  z.object({ type: z.literal("versions") }),
  /** A check-up began or ended: read its report again. */
  z.object({ type: z.literal("doctor") }),
  /** Networks were compared on the pictures: read the league again. */
  z.object({ type: z.literal("league") }),
  /** The map of all pictures is being drawn, or is there: read it again. */
  z.object({ type: z.literal("map") }),
  /** The order of unlabelled pictures is being made, or is there: read it again. */
  z.object({ type: z.literal("tray") }),
  /** A job has begun to compute with a device. */
  z.object({
    type: z.literal("device"),
    jobId: z.string(),
    runId: z.string().nullable(),
    device: UsedDeviceSchema,
    /** What a person should know of the choice: that it is not the device that was asked for, and why. */
    notice: z.string().nullable(),
  }),
  /** Something happened in a job that a person should know of. */
  z.object({
    type: z.literal("notice"),
    jobId: z.string(),
    runId: z.string().nullable(),
    message: z.string(),
  }),
  /** Models or their weights came or went: read them again. */
  z.object({ type: z.literal("models") }),
  /** What is known of devices changed: read it again. */
  z.object({ type: z.literal("devices") }),
  z.object({ type: z.literal("evaluation"), runId: z.string() }),
  z.object({ type: z.literal("exports"), runId: z.string() }),
  /** Another project was opened, or none is. */
  z.object({ type: z.literal("project") }),
]);
export type EngineEvent = z.infer<typeof EngineEventSchema>;
