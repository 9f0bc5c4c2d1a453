import { describe, expect, it } from "vitest";

import { designGraph } from "#engine/graph/design/design.ts";
import { diagnose } from "#engine/graph/design/diagnose.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { LineMistake } from "#engine/models/keras-lines/line-mistake.ts";
import { readKerasLines } from "#engine/models/keras-lines/read-lines.ts";

const read = (text: string, shape: readonly number[] = [32, 32, 3]) =>
  readKerasLines(text, shape);
const ops = (text: string) =>
  read(text)
    .design.layers.map(({ op }) => op)
    .join(" ");
const parameters = (text: string) =>
  countParameters(designGraph(read(text).design)).total;

/** Keras's own count for it: 1,199,882 (the convolutional network of its MNIST example). */
const MNIST = `
from keras.models import Sequential   # comments are nothing
import keras
num_classes = 10
input_shape = (28, 28, 1)

model = Sequential()
model.add(Conv2D(32, kernel_size=(3, 3),
                 activation='relu',
                 input_shape=input_shape))
model.add(Conv2D(64, (3, 3), activation="relu"))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(128, activation='relu'))
model.add(Dropout(0.5))
model.add(Dense(num_classes, activation='softmax'))
model.compile(loss=keras.losses.categorical_crossentropy, optimizer=keras.optimizers.Adadelta(), metrics={'a': ['accuracy']})
model.fit(x_train[:100], y_train, batch_size=128)
model.summary()
print("done", model)
`;

describe("readKerasLines", () => {
  it("reads the course's MNIST network line by line, and says what it left out", () => {
    const { design, notes } = read(MNIST);
    expect(design.input.shape).toEqual([28, 28, 1]);
    expect(countParameters(designGraph(design)).total).toBe(1_199_882);
    expect(design.layers.map(({ name }) => name)).toEqual([
      "conv2d",
      "conv2d_1",
      "max_pooling2d",
      "dropout",
      "flatten",
      "dense",
      "dropout_1",
      "dense_1",
    ]);
    expect(notes.join("\n")).toMatch(
      /model\.compile.*\n.*model\.fit.*\n.*model\.summary/,
    );
    expect(diagnose(design).isPossible).toBe(true);
  });

  it("reads a Sequential list with every prefix that is in use", () => {
    const text = `model = tf.keras.Sequential([
      keras.Input(shape=(28, 28, 1)),
      layers.Conv2D(6, kernel_size=5, strides=1, padding="same"),
      tf.keras.layers.AveragePooling2D(),
      keras.layers.Dense(10, activation="softmax"),  # the answer
    ], name="le net")
    model.summary()`;
    const { design, notes } = read(text);
    expect(design.name).toBe("le net");
    expect(design.layers.map(({ op }) => op)).toEqual([
      "conv2d",
      "averagePooling2d",
      "dense",
    ]);
    expect(design.layers[0]!.attributes).toMatchObject({
      filters: 6,
      kernelSize: [5, 5],
      strides: [1, 1],
      padding: "same",
    });
    expect(notes).toHaveLength(1);
  });

  it("reads a bare list of layers as it is copied out of a Sequential", () => {
    const text = `Conv2D(6, kernel_size=5, strides=1, padding="same"),
      MaxPool2D(2),
      Flatten(),
      Dense(84, "tanh"),
      Dense(10, activation=tf.nn.softmax),`;
    expect(ops(text)).toBe("conv2d maxPooling2d flatten dense dense");
    expect(read(text).notes).toEqual([
      "The lines do not say the input's shape; [32, 32, 3] is taken.",
    ]);
    expect(ops("[Flatten(), Dense(10)]")).toBe("flatten dense");
  });

  it("reads networks for sequences", () => {
    const text = `model.add(Embedding(1000, 32, input_length=100))
      model.add(Conv1D(32, 7, activation='relu'))
      model.add(MaxPooling1D(5))
      model.add(Conv1D(32, 7, activation='relu', padding="causal"))
      model.add(GlobalMaxPooling1D())
      model.add(Dense(2, activation="softmax"))`;
    const { design } = read(text);
    expect(design.input.shape).toEqual([100]);
    expect(parameters(text)).toBe(32_000 + (7 * 32 + 1) * 32 * 2 + 66);
    expect(read("Embedding(1000, 32)").design.input.shape).toEqual([100]);
    expect(read("Embedding(1000, 32)", [50]).design.input.shape).toEqual([50]);
  });

  it("reads every layer of the course with its arguments by place and by name", () => {
    const text = `ZeroPadding2D(2), Conv2D(8, 3, 2, "same", use_bias=False, kernel_initializer="he_normal")
      BatchNormalization(), Activation('relu'), Dropout(rate=1/4), GlobalAveragePooling2D(), Dense(-(-5) * 2)`;
    const { design, notes } = read(text, [28, 28, 1]);
    expect(design.layers.map(({ attributes }) => attributes)).toMatchObject([
      {
        padding: [
          [2, 2],
          [2, 2],
        ],
      },
      { filters: 8, strides: [2, 2], padding: "same", useBias: false },
      { momentum: 0.99 },
      { activation: "relu" },
      { rate: 0.25 },
      {},
      { units: 10 },
    ]);
    expect(notes).toContain(
      "kernel_initializer is left out: a design does not keep it.",
    );
  });

  it("reads the functional form with its branches", () => {
    const text = `
      inputs = keras.Input((32, 32, 3))
      x = layers.Conv2D(8, 3, padding="same", activation="relu", name="stem")(inputs)
      y = layers.Conv2D(8, 3, padding="same")(x)
      x = layers.add([x, y])
      x = layers.Concatenate()([x, y])
      x = GlobalAveragePooling2D()(x)
      aside = Dense(3)(x)
      outputs = Dense(10, activation="softmax")(x)
      optimizer = Adam(0.01)
      model = keras.Model(inputs=inputs, outputs=outputs)`;
    const { design } = read(text);
    expect(design.layers.map(({ name, inputs }) => [name, inputs])).toEqual([
      ["stem", undefined],
      ["conv2d", undefined],
      ["add", ["stem", "conv2d"]],
      ["concatenate", ["add", "conv2d"]],
      ["global_average_pooling2d", undefined],
      ["dense", undefined],
      ["dense_1", ["global_average_pooling2d"]],
    ]);
    expect(diagnose(design).isPossible).toBe(true);
  });

  it("keeps an impossible network, so that the designer can show where it fails", () => {
    const { design } = read(
      "Conv2D(8, 50), Flatten(), Dense(2, activation='softmax')",
    );
    expect(diagnose(design).layers[0]!.problem?.code).toBe(
      "graph/input-too-small",
    );
  });

  const MISTAKES: [string, string, [number, number], RegExp][] = [
    ["an open bracket", "Dense(10\nDense(3)", [2, 1], /Expected "," or "\)"/],
    ["lines that end", "Dense(10,", [1, 10], /the line ends|the lines end/],
    [
      "an unknown layer",
      "model.add(\n  Conv3D(3, 3))",
      [2, 3],
      /no layer "Conv3D"/,
    ],
    [
      "an unknown argument",
      "Dense(10, activate='relu')",
      [1, 11],
      /no argument "activate".*units, activation/,
    ],
    [
      "too many values",
      "Dropout(0.5, None, 3, 4)",
      [1, 20],
      /at most 2 values/,
    ],
    [
      "a value of the wrong kind",
      "Flatten()\nDense('ten')",
      [2, 1],
      /Dense cannot be read: its units is "ten"/,
    ],
    [
      "an activation that there is not",
      "Dense(3, activation='step')",
      [1, 1],
      /activation is "step"/,
    ],
    [
      "a name without a value",
      "Dense(num_classes)",
      [1, 7],
      /"num_classes" has no value/,
    ],
    ["a text without an end", "Dense(3, activation='relu)", [1, 21], /no end/],
    ["a character that is not Python", "Dense(3) ?", [1, 10], /"\?"/],
    [
      "a loop",
      "for i in range(3):\n  model.add(Dense(3))",
      [1, 1],
      /"for" cannot be read/,
    ],
    [
      "an input of unknown extent",
      "Input(shape=(None, 3))\nDense(3)",
      [1, 7],
      /fixed whole numbers/,
    ],
    ["no layer at all", "import keras", [1, 1], /no layer/],
    ["a value of no layer", "Dense(3)(z)", [1, 10], /"z" is none/],
    [
      "a name that is there twice",
      "Dense(3, name='a'), Dense(4, name='a')",
      [1, 21],
      /twice/,
    ],
    ["brackets without an end", "(".repeat(50), [1, 51], /Expected/],
    [
      "a nonsense as deep as a file",
      "(".repeat(400_000),
      [1, 101],
      /fewer brackets/,
    ],
  ];
  it.each(MISTAKES)(
    "names the place of %s",
    (_what, text, [line, column], message) => {
      let mistake: unknown;
      try {
        read(text);
      } catch (error) {
        mistake = error;
      }
      expect(mistake).toBeInstanceOf(LineMistake);
      expect(mistake).toMatchObject({
        line,
        column,
        message: expect.stringMatching(message) as string,
      });
    },
  );
});
