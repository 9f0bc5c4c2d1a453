"""Makes soft-labels.json: Keras's CategoricalCrossentropy on labels that are shared out, and what one step of SGD makes of a dense layer.

pip install keras tensorflow-cpu; python soft_labels.py
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

INPUT = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75], [-0.5, 1.0, 0.5]], np.float32)
KERNEL = np.array([[0.2, -0.4, 0.1, 0.3], [0.5, 0.1, -0.2, 0.0], [-0.3, 0.6, 0.4, -0.1]], np.float32)
BIAS = np.array([0.1, -0.2, 0.05, 0.0], np.float32)
LABELS = np.array([[0.7, 0.3, 0, 0], [0, 0.25, 0, 0.75], [0, 0, 1, 0]], np.float32)
WEIGHTS = np.array([1.0, 2.0, 0.5], np.float32)
RATE = 0.1


def step(smoothing: float) -> dict:
    kernel, bias = tf.Variable(KERNEL), tf.Variable(BIAS)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing, reduction="none")
    with tf.GradientTape() as tape:
        each = loss(LABELS, INPUT @ kernel + bias)
        value = tf.reduce_sum(each * WEIGHTS) / tf.reduce_sum(WEIGHTS)
    kernel_slope, bias_slope = tape.gradient(value, [kernel, bias])
    return {
        "smoothing": smoothing,
        "loss": float(value),
        "kernel": (KERNEL - RATE * kernel_slope.numpy()).ravel().tolist(),
        "bias": (BIAS - RATE * bias_slope.numpy()).tolist(),
    }


golden = {
    "input": INPUT.ravel().tolist(),
    "kernel": KERNEL.ravel().tolist(),
    "bias": BIAS.tolist(),
    "labels": LABELS.ravel().tolist(),
    "weights": WEIGHTS.tolist(),
    "rate": RATE,
    "steps": [step(0.0), step(0.2)],
}
Path(__file__).with_name("soft-labels.json").write_text(json.dumps(golden, indent=1) + "\n")
