import {
  VOCABULARY_SIZE,
  type ModelEntry,
} from "#engine/models/model-entry.ts";
import { buildTextCnn1d } from "./text-cnn-1d.ts";
import { buildTextCnnKim } from "./text-cnn-kim.ts";

const SEQUENCES = {
  families: ["classic"],
  input: "sequence",
  defaults: {
    inputSize: 128,
    classes: 2,
    channels: 1,
    width: 1,
    vocabulary: VOCABULARY_SIZE,
  },
  sizes: [128, 64, 256, 512],
  widths: [],
  // Numbers of words as they are.
  inputRange: "zero-to-255",
  kernels: "glorot-uniform",
  licence: "Apache-2.0",
} satisfies Partial<ModelEntry>;

/** Networks of 1-D convolutions over the words of a text. */
export const SEQUENCE_CATALOG = {
  "text-cnn-1d": {
    ...SEQUENCES,
    title: "1-D convolutions for text",
    summary:
      "Two 1-D convolutions over the words of a text, a pooling between them, and the strongest answer of each filter.",
    build: buildTextCnn1d,
    leastInputSize: 41,
    featureLayer: "conv2",
    paper: "https://www.manning.com/books/deep-learning-with-python",
    remarks: [
      "The course's network for sequences: Embedding with its input length, Conv1D, MaxPooling1D, Conv1D, GlobalMaxPooling1D, Dense.",
      "Two convolutions of seven words with a pooling of five between them need at least 41 words; a shorter text is filled up.",
    ],
  },
  "text-cnn-kim": {
    ...SEQUENCES,
    title: "Kim's CNN for sentences",
    summary:
      "Filters over three, four and five words side by side; each says how strongly its phrase occurs anywhere in the text.",
    build: buildTextCnnKim,
    leastInputSize: 5,
    sizes: [64, 32, 128, 256, 512],
    defaults: { ...SEQUENCES.defaults, inputSize: 64 },
    featureLayer: "features",
    paper: "https://arxiv.org/abs/1408.5882",
    remarks: [
      "The form that the paper calls CNN-rand: word vectors are learned with the rest, none are loaded.",
      "The paper limits the norm of the last layer's weights to 3; here weight decay does that work, where the recipe has some.",
    ],
  },
} satisfies Record<string, ModelEntry>;
