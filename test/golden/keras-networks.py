"""Keras's own descriptions of networks: model.to_json() with the parameters that Keras counts.

Run with Keras 3 (weights are not needed): python test/golden/keras-networks.py > test/golden/keras-networks.json
"""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras import layers


def sequential():
    return keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.ZeroPadding2D(2),
            layers.Conv2D(6, kernel_size=5, strides=1, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, (5, 3), padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.LeakyReLU(negative_slope=0.1),
            layers.DepthwiseConv2D(3, activation="hard_silu"),
            layers.MaxPooling2D(3, strides=2),
            layers.Flatten(),
            layers.Dropout(0.25),
            layers.Dense(10, activation="softmax"),
        ],
        name="small",
    )


def words():
    return keras.Sequential(
        [
            keras.Input(shape=(100,)),
            layers.Embedding(1000, 32),
            layers.Conv1D(32, 7, activation="relu", padding="causal"),
            layers.MaxPooling1D(5),
            layers.GlobalMaxPooling1D(),
            layers.Dense(2, activation="softmax"),
        ],
        name="words",
    )


def branches():
    inputs = keras.Input((32, 32, 3), name="picture")
    x = layers.Conv2D(8, 3, padding="same", activation="silu", name="stem")(inputs)
    y = layers.Conv2D(8, 3, padding="same", groups=2, name="grouped")(x)
    x = layers.Add(name="sum")([x, y])
    gate = layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(x)
    gate = layers.Conv2D(8, 1, activation="sigmoid", name="gate")(gate)
    x = layers.Multiply(name="gated")([x, gate])
    x = layers.Concatenate(name="joined")([x, y])
    x = layers.GlobalAveragePooling2D(name="pooled")(x)
    outputs = layers.Dense(10, activation="softmax", name="answer")(x)
    return keras.Model(inputs, outputs, name="branches")


def describe(model):
    return {
        "parameters": model.count_params(),
        "config": json.loads(model.to_json()),
    }


print(json.dumps({m.name: describe(m) for m in [sequential(), words(), branches()]}, indent=1))
