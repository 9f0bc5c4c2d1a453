"""Makes keras-blocks.json: two whole blocks with a small head, trained by Keras for five steps.

pip install keras tensorflow-cpu; python test/golden/keras-blocks.py
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


def inverted_residual():
    """Of MobileNetV2, as keras.applications writes it: expansion 6, a shortcut."""
    inputs = keras.Input((9, 8, 4))

    def normalized(x, name):
        return layers.BatchNormalization(epsilon=1e-3, momentum=0.999, name=name)(x)

    x = layers.Conv2D(24, 1, padding="same", use_bias=False, name="expand")(inputs)
    x = normalized(x, "expand_BN")
    x = layers.ReLU(6.0, name="expand_relu")(x)
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="depthwise")(x)
    x = normalized(x, "depthwise_BN")
    x = layers.ReLU(6.0, name="depthwise_relu")(x)
    x = layers.Conv2D(4, 1, padding="same", use_bias=False, name="project")(x)
    x = normalized(x, "project_BN")
    x = layers.Add(name="add")([inputs, x])
    return with_head(inputs, x)


def inception():
    """Of GoogLeNet: four branches side by side."""
    inputs = keras.Input((9, 8, 6))

    def convolution(x, filters, size, name):
        return layers.Conv2D(filters, size, padding="same", activation="relu", name=name)(x)

    one = convolution(inputs, 4, 1, "1x1")
    three = convolution(convolution(inputs, 5, 1, "3x3_reduce"), 7, 3, "3x3")
    five = convolution(convolution(inputs, 2, 1, "5x5_reduce"), 3, 5, "5x5")
    pooled = layers.MaxPooling2D(3, strides=1, padding="same", name="pool")(inputs)
    pooled = convolution(pooled, 3, 1, "pool_proj")
    return with_head(inputs, layers.Concatenate(name="output")([one, three, five, pooled]))


def with_head(inputs, x):
    x = layers.GlobalAveragePooling2D(name="average")(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax", name="predictions")(x))


def training(build, optimizer):
    model = build()
    fill(model)
    model.compile(optimizer, "categorical_crossentropy", run_eagerly=True)
    shape = (len(LABELS), *model.input_shape[1:])
    pictures = (2 * draw("training", shape)).astype(np.float32)
    labels = np.eye(4, dtype=np.float32)[LABELS]
    losses = [float(model.train_on_batch(pictures, labels)) for _ in range(5)]
    weights = {
        f"{layer.name}/{weight.name}": sampled(weight.numpy(), 6)
        for layer in model.layers
        for weight in layer.weights
    }
    return {"losses": losses, "weights": weights}


OPTIMIZERS = {
    "momentum": lambda: keras.optimizers.SGD(0.05, momentum=0.9),
    "adam": lambda: keras.optimizers.Adam(0.005),
}
BLOCKS = {"inverted residual": inverted_residual, "inception": inception}

golden = {
    "keras": keras.__version__,
    "blocks": {
        block: {kind: training(build, make()) for kind, make in OPTIMIZERS.items()}
        for block, build in BLOCKS.items()
    },
}
(HERE / "keras-blocks.json").write_text(json.dumps(golden, indent=1) + "\n")
