import type { ReportProgress } from "#engine/base/progress.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";

/** Id of a format in the catalog. */
export type ExportFormat = "tfjs" | "onnx";

export interface ExportRequest {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly preprocessing: Preprocessing | TokenPreprocessing;
  /** One for every output of the network, in its order. */
  readonly labels: readonly string[];
  /** What the model is called in its files. */
  readonly name: string;
  /** At least one. */
  readonly formats: readonly ExportFormat[];
  /** Must not exist yet, or be empty; each format gets a directory in it. */
  readonly outputDirectory: string;
  /** Items of the data set: up to 20 are read again by the exported code, the first ten pictures, or all texts, travel with the export. */
  readonly samples: readonly GivenSample[];
  readonly signal?: AbortSignal;
  readonly onProgress?: ReportProgress;
}

/** An original picture file, or a text and what it is called. */
export type GivenSample =
  { readonly path: string } | { readonly text: string; readonly name: string };

/** One comparison of an exported file with the app. */
export interface ParityCheck {
  /** Who ran the exported file: `onnxruntime`, `tfjs`, `onnx check.py` … */
  readonly runtime: string;
  /** From the same numbers, or from the same original files read by the code that ships beside the model. */
  readonly kind: "same-tensor" | "original-files";
  /** Pictures or texts. */
  readonly pictures: number;
  /** Largest difference of a probability, 0 to 1. */
  readonly maxDifference: number;
  readonly tolerance: number;
  /** Of these, those whose first answer is the app's. */
  readonly sameTop1: number;
  readonly passed: boolean;
  /** Why it was not run here, or null. */
  readonly skipped: string | null;
  /** What the exported code ended with instead of an answer, or null. */
  readonly error: string | null;
}

export interface ExportedFormat {
  readonly format: ExportFormat;
  /** Absolute. */
  readonly directory: string;
  readonly sizeBytes: number;
  /** Relative to `directory`, with forward slashes. */
  readonly files: readonly string[];
  readonly parity: readonly ParityCheck[];
  /** A few lines to start from. */
  readonly snippet: Snippet;
}

export interface ExportReport {
  readonly directory: string;
  readonly formats: readonly ExportedFormat[];
}

export interface Snippet {
  readonly language: string;
  readonly code: string;
}

/** A model ready to be written in any format: it ends in probabilities. */
export interface ExportModel<Kind = Preprocessing | TokenPreprocessing> {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly preprocessing: Kind;
  readonly labels: readonly string[];
  readonly name: string;
}

export type PictureModel = ExportModel<Preprocessing>;
export type TextModel = ExportModel<TokenPreprocessing>;

/** What a format writes, by path relative to its directory. */
export type ExportFiles = ReadonlyMap<string, Uint8Array | string>;

/** A format of the catalog. */
export interface ExportEntry {
  readonly title: string;
  readonly summary: string;
  readonly ofPictures: ExportWriter<PictureModel>;
  readonly ofTexts: ExportWriter<TextModel>;
}

/** How a format is written for models of one kind. */
export interface ExportWriter<Model> {
  /** The model, its notes and the scripts that use and check it. @throws StudioError `export/…` */
  readonly write: (model: Model) => Promise<ExportFiles>;
  readonly snippet: Snippet;
  /** Opens the written model with the runtime that it is for. */
  readonly open: (directory: string) => Promise<ExportRunner>;
  /** Scripts among the files that can check the model here. */
  readonly checks: readonly CheckScript[];
}

export interface CheckScript {
  readonly script: string;
  readonly language: "node" | "python";
  /** Whether it computes in plain JavaScript, so that few pictures must do for a large network. */
  readonly isSlow: boolean;
}

/** A format, for one model. */
export interface ChosenWriter extends Omit<ExportWriter<never>, "write"> {
  readonly title: string;
  readonly write: () => Promise<ExportFiles>;
}

/** A written model, opened by the runtime that it is for. */
export interface ExportRunner {
  readonly runtime: string;
  /** @param input [batch, …], preprocessed @returns [batch · classes] probabilities */
  run(input: {
    shape: readonly number[];
    data: Float32Array;
  }): Promise<Float32Array>;
  dispose(): Promise<void>;
}
