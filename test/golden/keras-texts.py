"""Makes keras-texts.json: Keras's TextVectorization on a few texts, and the networks of texts with drawn weights on its numbers.

pip install keras tensorflow-cpu; python test/golden/keras-texts.py
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np

from drawn_weights import fill

layers = keras.layers
HERE = Path(__file__).resolve().parent
VOCABULARY, LENGTH, CLASSES = 24, 41, 3

TEXTS = [
    "The cat sat on the mat; the cat was fat!",
    "Don't stop -- well,done\tand  \n done.",
    "A [UNK] costs $5 (or 3.14), e.g. a_b {c} <d> ~e^f`g|h\\i @j #k %l &m *n +o =p \"q\" 'r'?",
    "grüße, naïve café",
    "Nothing of this was ever seen before",
    "the the the the the",
    " ".join(f"word{i % 7} THE mat" for i in range(20)),
    "zebra yak xylophone yak zebra",
]


def text_cnn_1d():
    inputs = keras.Input((LENGTH,))
    x = layers.Embedding(VOCABULARY, 128, name="embedding")(inputs)
    x = layers.Conv1D(32, 7, activation="relu", name="conv1")(x)
    x = layers.MaxPooling1D(5, name="pool1")(x)
    x = layers.Conv1D(32, 7, activation="relu", name="conv2")(x)
    x = layers.GlobalMaxPooling1D(name="pool2")(x)
    x = layers.Dense(CLASSES, activation="softmax", name="predictions")(x)
    return keras.Model(inputs, x)


def text_cnn_kim():
    inputs = keras.Input((LENGTH,))
    vectors = layers.Embedding(VOCABULARY, 300, name="embedding")(inputs)
    strongest = []
    for width in (3, 4, 5):
        maps = layers.Conv1D(100, width, activation="relu", name=f"conv_{width}")
        pool = layers.GlobalMaxPooling1D(name=f"pool_{width}")
        strongest.append(pool(maps(vectors)))
    x = layers.Concatenate(name="features")(strongest)
    x = layers.Dropout(0.5, name="dropout")(x)
    x = layers.Dense(CLASSES, activation="softmax", name="predictions")(x)
    return keras.Model(inputs, x)


vectorize = layers.TextVectorization(
    max_tokens=VOCABULARY, output_sequence_length=LENGTH
)
vectorize.adapt(TEXTS)
numbers = np.asarray(vectorize(TEXTS))
answers = {}
for name, build in (("text-cnn-1d", text_cnn_1d), ("text-cnn-kim", text_cnn_kim)):
    model = build()
    fill(model)
    answers[name] = {
        "parameters": model.count_params(),
        "probabilities": model.predict(numbers, verbose=0).tolist(),
    }
golden = {
    "keras": keras.__version__,
    "texts": TEXTS,
    "length": LENGTH,
    "vocabulary": [str(word) for word in vectorize.get_vocabulary()],
    "numbers": numbers.tolist(),
    "models": answers,
}
(HERE / "keras-texts.json").write_text(json.dumps(golden, ensure_ascii=False) + "\n")
