"""Makes keras-auxiliary.json: a small network with two auxiliary classifiers, trained by Keras for one step of plain SGD.

pip install keras tensorflow-cpu; python test/golden/keras-auxiliary.py
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np

from drawn_weights import draw, fill, sampled

HERE = Path(__file__).resolve().parent
LABELS = [0, 1, 2, 3, 1, 2]
layers = keras.layers

inputs = keras.Input((8, 8, 3))


def classifier(x, name):
    x = layers.GlobalAveragePooling2D(name=f"{name}_pool")(x)
    return layers.Dense(4, activation="softmax", name=name)(x)


first = layers.Conv2D(6, 3, activation="relu", name="first")(inputs)
second = layers.Conv2D(8, 3, activation="relu", name="second")(first)
third = layers.Conv2D(8, 3, activation="relu", name="third")(second)
outputs = [
    classifier(third, "predictions"),
    classifier(first, "auxiliary_1"),
    classifier(second, "auxiliary_2"),
]
model = keras.Model(inputs, outputs)
fill(model)
model.compile(
    keras.optimizers.SGD(0.5),
    ["categorical_crossentropy"] * 3,
    loss_weights=[1, 0.3, 0.2],
    run_eagerly=True,
)
pictures = (2 * draw("training", (len(LABELS), 8, 8, 3))).astype(np.float32)
labels = np.eye(4, dtype=np.float32)[LABELS]
loss = model.train_on_batch(pictures, [labels] * 3, return_dict=True)["loss"]
golden = {
    "keras": keras.__version__,
    "loss": float(loss),
    "weights": {
        f"{layer.name}/{weight.name}": sampled(weight.numpy(), 6)
        for layer in model.layers
        for weight in layer.weights
    },
}
(HERE / "keras-auxiliary.json").write_text(json.dumps(golden, indent=1) + "\n")
