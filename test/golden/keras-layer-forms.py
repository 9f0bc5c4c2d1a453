"""Makes keras-layer-forms.json: a network of layers that a config describes in several ways, as Keras 3 writes it, and what it answers.

pip install keras tensorflow-cpu; python test/golden/keras-layer-forms.py
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
from keras.src.applications.convnext import LayerScale, StochasticDepth

from drawn_weights import draw, fill, sampled

HERE = Path(__file__).resolve().parent
layers = keras.layers

inputs = keras.Input((9, 8, 3), name="x")
x = layers.Rescaling(1 / 255, name="rescaling")(inputs)
x = layers.Normalization(name="normalization")(x)
x = layers.Rescaling([2.0, 2.1, 2.2], name="by_channel")(x)
x = layers.Rescaling(np.array([1.0, 0.5, 0.25]), np.array([0.1, 0.2, 0.3]), name="by_numpy")(x)
x = layers.Normalization(mean=[0.5, 0.4, 0.3], variance=[0.25, 4, 1], name="fixed")(x)
x = layers.Normalization(mean=2.0, variance=9.0, invert=True, name="inverse")(x)
x = layers.Conv2D(5, 3, padding="same", activation="hard_sigmoid", name="conv")(x)
branch = layers.Cropping2D(((1, 0), (2, 1)), name="cropped")(x)
branch = layers.ZeroPadding2D(((1, 0), (2, 1)), name="padded")(branch)
branch = LayerScale(0.5, 5, name="scale")(branch)
branch = layers.Dropout(0.2, noise_shape=(None, 1, 1, 1), name="drop")(branch)
branch = StochasticDepth(0.1, name="depth")(branch)
x = layers.Add(name="sum")([x, branch])
x = layers.ReLU(6.0, name="cut")(x + 3.0) * (1.0 / 6.0)
x = layers.GlobalAveragePooling2D(name="pool")(x)
model = keras.Model(inputs, layers.Dense(4, activation="softmax", name="out")(x))
fill(model)
model.get_layer("normalization").finalize_state()
pictures = (255 * (draw("input", (2, 9, 8, 3)) + 0.5)).astype(np.float32)
golden = {
    "keras": keras.__version__,
    "parameters": model.count_params(),
    "config": json.loads(model.to_json()),
    "output": sampled(model(pictures, training=False)),
}
(HERE / "keras-layer-forms.json").write_text(json.dumps(golden, indent=1) + "\n")
