import { z } from "zod";

import {
  EmptySchema,
  IntervalSchema,
  JobReferenceSchema,
  procedure,
  SplitSchema,
} from "./base.ts";
import { DeviceChoiceSchema } from "./devices.ts";

export const ClassMetricsSchema = z.object({
  classId: z.number().int(),
  name: z.string(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.number().int(),
});

export const EvaluationSchema = z.object({
  runId: z.string(),
  split: SplitSchema,
  imageCount: z.number().int(),
  /** Wilson's 95 % interval. */
  accuracy: IntervalSchema,
  top5: z.number(),
  loss: z.number(),
  macro: z.object({
    precision: z.number(),
    recall: z.number(),
    f1: z.number(),
  }),
  weighted: z.object({
    precision: z.number(),
    recall: z.number(),
    f1: z.number(),
  }),
  /** Expected calibration error, 15 bins. */
  calibrationError: z.number(),
  reliability: z.array(
    z.object({
      confidence: z.number(),
      accuracy: z.number(),
      count: z.number(),
    }),
  ),
  perClass: z.array(ClassMetricsSchema),
  classIds: z.array(z.number().int()),
  /** Rows: true class, columns: predicted, in the order of classIds. */
  confusion: z.array(z.array(z.number().int())),
  /** Present with fewer than 30 test pictures in some class. */
  crossValidation: z
    .object({
      folds: z.number().int(),
      accuracy: IntervalSchema,
      imageCount: z.number().int(),
      reason: z.string(),
    })
    .nullable(),
  /** Why there is no cross-validation although the test pictures are few, as a sentence; else null. */
  crossValidationSkipped: z.string().nullable().default(null),
  /** Pictures of the test side that were left out because the run had learned from them or was chosen by them. */
  seenBefore: z.number().int().optional(),
  createdAt: z.string(),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;

/** A picture or text: one of the data set, an upload, a file of the engine's machine by its absolute path, or a text itself. */
export const PictureSchema = z.union([
  z.object({ imageId: z.number().int() }),
  z.object({ uploadId: z.string(), name: z.string() }),
  z.object({ path: z.string() }),
  z.object({ text: z.string().max(1_000_000) }),
]);
export type Picture = z.infer<typeof PictureSchema>;

export const PredictionSchema = z.object({
  name: z.string(),
  /** Best first, at most ten. */
  top: z.array(
    z.object({
      classId: z.number().int(),
      name: z.string(),
      probability: z.number(),
    }),
  ),
  milliseconds: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type Prediction = z.infer<typeof PredictionSchema>;

export const HeatmapSchema = z.object({
  /** PNG data URL: the picture as the network sees it. */
  picture: z.string(),
  /** PNG data URL of the same size: the map alone, transparent where it is 0, in a perceptually uniform scale. */
  overlay: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  /** The map itself on its own grid, 0 to 1, row by row. */
  grid: z.object({
    width: z.number().int(),
    height: z.number().int(),
    values: z.array(z.number()),
  }),
  layer: z.string(),
  classId: z.number().int(),
  probabilities: z.array(
    z.object({
      classId: z.number().int(),
      name: z.string(),
      probability: z.number(),
    }),
  ),
});
export type Heatmap = z.infer<typeof HeatmapSchema>;

/** A piece of a text as it is written, and what a run makes of it. */
const ReadWordSchema = z.object({
  text: z.string(),
  /** False for a word that the run's vocabulary does not have. */
  isKnown: z.boolean(),
  /** Whether it is among the words that the network sees: punctuation is not, nor what is left over of a long text. */
  isSeen: z.boolean(),
});

/** What each word of a text speaks for. */
export const WordHeatSchema = z.object({
  words: z.array(
    ReadWordSchema.extend({
      /** Probability of the class with the text as it is, minus that without the word: −1 to 1; null where it is not seen. */
      importance: z.number().nullable(),
    }),
  ),
  /** Words behind those listed. */
  omitted: z.number().int(),
  classId: z.number().int(),
  probabilities: HeatmapSchema.shape.probabilities,
});
export type WordHeat = z.infer<typeof WordHeatSchema>;

export const FeatureMapsSchema = z.object({
  layer: z.string(),
  /** Of the layer's value: [height, width, channels]. */
  shape: z.array(z.number().int()),
  /** PNG data URLs, one per channel, each scaled to its own range; at most 64, strongest first. */
  maps: z.array(
    z.object({
      channel: z.number().int(),
      image: z.string(),
      minimum: z.number(),
      maximum: z.number(),
    }),
  ),
});
export type FeatureMaps = z.infer<typeof FeatureMapsSchema>;

export const ExportFormatSchema = z.enum(["tfjs", "onnx"]);
export type ExportFormat = z.infer<typeof ExportFormatSchema>;

export const ParityCheckSchema = z.object({
  /** Who ran the exported file: `onnxruntime`, `tfjs`, `check.py` … */
  runtime: z.string(),
  kind: z.enum(["same-tensor", "original-files"]),
  pictures: z.number().int(),
  maxDifference: z.number(),
  tolerance: z.number(),
  sameTop1: z.number().int(),
  passed: z.boolean(),
  /** Why it was not run here, or null. */
  skipped: z.string().nullable(),
  /** What the exported code ended with instead of an answer, or null. */
  error: z.string().nullable().default(null),
});

export const ExportReportSchema = z.object({
  id: z.string(),
  runId: z.string(),
  createdAt: z.string(),
  directory: z.string(),
  formats: z.array(
    z.object({
      format: ExportFormatSchema,
      directory: z.string(),
      sizeBytes: z.number(),
      files: z.array(z.string()),
      parity: z.array(ParityCheckSchema),
      /** A snippet to start from. */
      snippet: z.object({ language: z.string(), code: z.string() }),
    }),
  ),
});
export type ExportReport = z.infer<typeof ExportReportSchema>;

const RunReference = z.object({ runId: z.string() });

/** The pictures that are kept for the final figures, and every time that they were looked at. */
export const TestSetSchema = z.object({
  imageCount: z.number().int(),
  /** Whether it was looked at since it was drawn. */
  isOpen: z.boolean(),
  /** Newest first. */
  looks: z.array(
    z.object({
      at: z.string(),
      reason: z.string(),
      runId: z.string().nullable(),
      /** null: no run, or one that is no longer there. */
      runName: z.string().nullable(),
    }),
  ),
});
export type TestSet = z.infer<typeof TestSetSchema>;

export const evaluationContract = {
  /** A look at the test set, which is recorded. While it is sealed it is refused (`evaluation/test-set-sealed`) unless it is opened with it. */
  start: procedure
    .input(
      RunReference.extend({
        device: DeviceChoiceSchema.optional(),
        openTestSet: z.boolean().optional(),
        /** Why it is looked at, for the list of looks; default: to evaluate the run. */
        reason: z.string().trim().min(1).max(500).optional(),
      }),
    )
    .output(JobReferenceSchema),
  testSet: procedure.input(EmptySchema).output(TestSetSchema),
  get: procedure.input(RunReference).output(EvaluationSchema.nullable()),
  compare: procedure
    .input(z.object({ firstRunId: z.string(), secondRunId: z.string() }))
    .output(
      z.object({
        imageCount: z.number().int(),
        fixed: z.array(z.number().int()),
        broke: z.array(z.number().int()),
      }),
    ),
};

export const explainContract = {
  heatmap: procedure
    .input(
      RunReference.extend({
        picture: PictureSchema,
        /** Default: the predicted class. */
        classId: z.number().int().optional(),
        method: z.enum(["grad-cam"]).default("grad-cam"),
      }),
    )
    .output(HeatmapSchema),
  /** For runs that read texts: what each word of one speaks for. */
  words: procedure
    .input(
      RunReference.extend({
        picture: PictureSchema,
        /** Default: the predicted class. */
        classId: z.number().int().optional(),
      }),
    )
    .output(WordHeatSchema),
  /** For runs that read texts: which words of one the run knows and sees. */
  readWords: procedure
    .input(RunReference.extend({ picture: PictureSchema }))
    .output(z.object({ words: z.array(ReadWordSchema) })),
  /** Writes the heatmap, laid over the picture, as a PNG file on the engine's machine. */
  saveHeatmap: procedure
    .input(
      RunReference.extend({
        picture: PictureSchema,
        /** Default: the predicted class. */
        classId: z.number().int().optional(),
        /** Absolute path of the PNG to write. */
        file: z.string(),
      }),
    )
    .output(
      z.object({
        file: z.string(),
        width: z.number().int(),
        height: z.number().int(),
        layer: z.string(),
        classId: z.number().int(),
        probabilities: HeatmapSchema.shape.probabilities,
      }),
    ),
  /** Layers whose feature maps can be shown, in order. */
  layers: procedure.input(RunReference).output(
    z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        shape: z.array(z.number()),
      }),
    ),
  ),
  featureMaps: procedure
    .input(RunReference.extend({ picture: PictureSchema, layer: z.string() }))
    .output(FeatureMapsSchema),
};

export const predictContract = {
  pictures: procedure
    .input(
      RunReference.extend({ pictures: z.array(PictureSchema).min(1).max(64) }),
    )
    .output(z.array(PredictionSchema)),
  /** A place for pictures to try: files go to PUT /uploads/<id>/<name>. */
  createUpload: procedure
    .input(EmptySchema)
    .output(z.object({ uploadId: z.string() })),
  /** Every picture of a folder, of a finished upload or of a list of paths to a CSV file; the job's result names it. */
  folder: procedure
    .input(
      RunReference.extend({
        folder: z.string().optional(),
        uploadId: z.string().optional(),
        /** Absolute paths of pictures and folders. */
        paths: z.array(z.string()).optional(),
        csv: z.string().optional(),
        device: DeviceChoiceSchema.optional(),
      }),
    )
    .output(JobReferenceSchema),
};

export const exportContract = {
  start: procedure
    .input(
      RunReference.extend({
        formats: z.array(ExportFormatSchema).min(1),
        /** Default: exports/ inside the project. */
        directory: z.string().optional(),
      }),
    )
    .output(JobReferenceSchema),
  list: procedure.input(RunReference).output(z.array(ExportReportSchema)),
};
