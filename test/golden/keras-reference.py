"""Makes keras-reference.json: what Keras computes from weights and inputs that every language can draw the same.

pip install keras tensorflow-cpu; python test/golden/keras-reference.py
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


def mobilenet():
    model = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), alpha=0.35, weights=None, classes=10
    )
    fill(model)
    pictures = (2 * draw("pictures", (2, 96, 96, 3))).astype(np.float32)
    layers = ["block_3_depthwise_BN", "block_9_add", "out_relu", "predictions"]
    taps = keras.Model(model.input, [model.get_layer(name).output for name in layers])
    outputs = taps(pictures, training=False)
    return {
        "parameters": model.count_params(),
        "layers": {name: sampled(value) for name, value in zip(layers, outputs)},
    }


def small_network():
    inputs = keras.Input((9, 8, 3))
    x = keras.layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False, name="conv")(inputs)
    x = keras.layers.BatchNormalization(momentum=0.8, name="norm")(x)
    x = keras.layers.ReLU(6.0, name="relu6")(x)
    y = keras.layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    y = keras.layers.Activation("tanh", name="tanh")(y)
    x = keras.layers.Add(name="add")([x, y])
    x = keras.layers.AveragePooling2D(3, strides=2, padding="same", name="average")(x)
    x = keras.layers.Flatten(name="flat")(x)
    x = keras.layers.Dense(7, activation="relu", name="hidden")(x)
    x = keras.layers.Dense(4, activation="softmax", name="predictions")(x)
    return keras.Model(inputs, x)


def rated(optimizer, factors):
    """The optimizer with a learning rate of its own for some layers, which Keras has no option for."""
    update = optimizer.update_step

    def update_step(gradient, variable, learning_rate):
        own = optimizer._trainable_variables[optimizer._get_variable_index(variable)]
        factor = factors.get(own.path.split("/")[0], 1.0)
        update(gradient, variable, learning_rate * factor)

    optimizer.update_step = update_step
    return optimizer


def without_decay_of_vectors(optimizer):
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


optimizers = keras.optimizers
SMOOTHED = {"label_smoothing": 0.1}
TRAININGS = {
    "sgd": (lambda: optimizers.SGD(0.05), SMOOTHED),
    "momentum": (lambda: optimizers.SGD(0.05, momentum=0.9), SMOOTHED),
    "nesterov": (lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True), SMOOTHED),
    "adam": (lambda: optimizers.Adam(0.01), SMOOTHED),
    "adamw": (lambda: without_decay_of_vectors(optimizers.AdamW(0.01, weight_decay=0.1)), {}),
    "clipped": (lambda: optimizers.SGD(0.05, momentum=0.9, global_clipnorm=0.3), {}),
    "averaged": (
        lambda: without_decay_of_vectors(
            optimizers.AdamW(0.01, use_ema=True, ema_momentum=0.7, global_clipnorm=0.5)
        ),
        SMOOTHED,
    ),
    "rated": (
        lambda: rated(optimizers.SGD(0.05, momentum=0.9), {"conv": 0.1, "norm": 0.1, "hidden": 0.5}),
        {},
    ),
    "class weights": (lambda: optimizers.SGD(0.05), {"class_weight": {0: 0.5, 1: 2.0, 2: 1.0, 3: 0.0}}),
}
LABELS = [0, 1, 2, 3, 1, 2]


def training(kind):
    make_optimizer, options = TRAININGS[kind]
    model = small_network()
    fill(model)
    optimizer = make_optimizer()
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=options.get("label_smoothing", 0))
    model.compile(optimizer, loss, run_eagerly=True)
    pictures = (2 * draw("training", (6, 9, 8, 3))).astype(np.float32)
    labels = np.eye(4, dtype=np.float32)[LABELS]
    weights = options.get("class_weight")
    # Keras divides by the number of pictures, not by the sum of their weights: weights of mean 1 make both the same.
    shares = None
    if weights:
        shares = np.array([weights[label] for label in LABELS], dtype=np.float32)
        shares = shares / shares.mean()
    losses = [
        float(model.train_on_batch(pictures, labels, sample_weight=shares)) for _ in range(4)
    ]

    def name(layer, weight):
        return f"{layer.name}/{weight.name}"

    values = {
        name(layer, weight): sampled(weight.numpy(), 6)
        for layer in model.layers
        for weight in layer.weights
    }
    result = {"losses": losses, "weights": values}
    if optimizer.use_ema:
        optimizer.finalize_variable_values(model.trainable_variables)
        result["averages"] = {
            name(layer, weight): sampled(weight.numpy(), 6)
            for layer in model.layers
            for weight in layer.trainable_weights
        }
    return result


reference = {
    "keras": keras.__version__,
    "mobilenet": mobilenet(),
    "training": {kind: training(kind) for kind in TRAININGS},
}
(HERE / "keras-reference.json").write_text(json.dumps(reference, indent=1) + "\n")
