"""Makes keras-ops.json: what Keras computes for one layer at a time, forward and backward.

pip install keras tensorflow-cpu; python test/golden/keras-ops.py
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf
from keras.src.applications.convnext import LayerScale

from drawn_weights import draw, fill, sampled

HERE = Path(__file__).resolve().parent
layers = keras.layers
PICTURE = (7, 6, 5)
SEQUENCE = (9, 4)


def activation(name):
    return lambda: layers.Activation(name, name="op")


# (our op, our attributes, input shape, the layer of Keras called "op")
CASES = [
    ("separableConv2d", {"filters": 6, "kernelSize": 3, "strides": 2, "padding": "same", "depthMultiplier": 2}, PICTURE,
     lambda: layers.SeparableConv2D(6, 3, strides=2, padding="same", depth_multiplier=2, name="op")),
    ("conv2d", {"filters": 6, "kernelSize": 3, "dilationRate": 2, "padding": "same"}, PICTURE,
     lambda: layers.Conv2D(6, 3, dilation_rate=2, padding="same", name="op")),
    ("layerNormalization", {}, PICTURE, lambda: layers.LayerNormalization(name="op")),
    ("localResponseNormalization", {"depthRadius": 2, "bias": 2, "alpha": 0.3, "beta": 0.75}, PICTURE,
     lambda: layers.Lambda(lambda x: tf.nn.local_response_normalization(x, 2, 2.0, 0.3, 0.75), name="op")),
    ("globalMaxPooling2d", {"keepDims": True}, PICTURE, lambda: layers.GlobalMaxPooling2D(keepdims=True, name="op")),
    ("upSampling2d", {"size": [2, 3]}, PICTURE, lambda: layers.UpSampling2D((2, 3), name="op")),
    ("upSampling2d", {"size": [2, 3], "interpolation": "bilinear"}, PICTURE,
     lambda: layers.UpSampling2D((2, 3), interpolation="bilinear", name="op")),
    ("conv1d", {"filters": 6, "kernelSize": 3, "padding": "causal", "dilationRate": 2}, SEQUENCE,
     lambda: layers.Conv1D(6, 3, padding="causal", dilation_rate=2, name="op")),
    ("conv1d", {"filters": 6, "kernelSize": 4, "strides": 2, "padding": "same", "groups": 2}, SEQUENCE,
     lambda: layers.Conv1D(6, 4, strides=2, padding="same", groups=2, name="op")),
    ("maxPooling1d", {"poolSize": 3, "strides": 2, "padding": "same"}, SEQUENCE,
     lambda: layers.MaxPooling1D(3, strides=2, padding="same", name="op")),
    ("averagePooling1d", {"poolSize": 3, "strides": 2, "padding": "same"}, SEQUENCE,
     lambda: layers.AveragePooling1D(3, strides=2, padding="same", name="op")),
    ("globalAveragePooling1d", {}, SEQUENCE, lambda: layers.GlobalAveragePooling1D(name="op")),
    ("globalMaxPooling1d", {}, SEQUENCE, lambda: layers.GlobalMaxPooling1D(name="op")),
    ("zeroPadding1d", {"padding": [2, 1]}, SEQUENCE, lambda: layers.ZeroPadding1D((2, 1), name="op")),
    ("reshape", {"targetShape": [4, -1]}, SEQUENCE, lambda: layers.Reshape((4, -1), name="op")),
    ("activation", {"activation": "swish"}, PICTURE, activation("silu")),
    ("activation", {"activation": "hardSwish"}, PICTURE, activation("hard_silu")),
    ("activation", {"activation": "hardSigmoid"}, PICTURE, activation("hard_sigmoid")),
    ("activation", {"activation": "gelu"}, PICTURE, activation("gelu")),
    ("activation", {"activation": "gelu", "approximate": True}, PICTURE,
     lambda: layers.Lambda(lambda x: keras.activations.gelu(x, approximate=True), name="op")),
    ("activation", {"activation": "leakyRelu"}, PICTURE, activation("leaky_relu")),
    ("activation", {"activation": "leakyRelu", "negativeSlope": 0.3}, PICTURE, lambda: layers.LeakyReLU(0.3, name="op")),
    ("activation", {"activation": "elu"}, PICTURE, activation("elu")),
    ("activation", {"activation": "softplus"}, PICTURE, activation("softplus")),
    ("cropping2d", {"cropping": [[1, 2], [0, 3]]}, PICTURE, lambda: layers.Cropping2D(((1, 2), (0, 3)), name="op")),
    ("rescaling", {"scale": 0.25, "offset": -1}, PICTURE, lambda: layers.Rescaling(0.25, -1, name="op")),
    ("rescaling", {"scale": [1, 2, 3, 4, 5]}, PICTURE, lambda: layers.Rescaling([1, 2, 3, 4, 5], name="op")),
    ("normalization", {}, PICTURE, lambda: layers.Normalization(name="op")),
    ("rescaling", {"scale": [0.5, 2, 1, 0.25], "offset": [-0.5, 2, 0, 1]}, SEQUENCE,
     lambda: layers.Normalization(mean=[1, -1, 0, -4], variance=[4, 0.25, 1, 16], name="op")),
    ("layerScale", {}, PICTURE, lambda: LayerScale(1e-6, 5, name="op")),
    ("embedding", {"inputDim": 11, "outputDim": 5}, (8,), lambda: layers.Embedding(11, 5, name="op")),
]


def computed(op, attributes, shape, make):
    inputs = keras.Input(shape)
    model = keras.Model(inputs, make()(inputs))
    fill(model)
    if op == "normalization":
        model.get_layer("op").finalize_state()
    if op == "embedding":
        values = np.floor((draw("input", (3, *shape)) + 0.5) * attributes["inputDim"])
    else:
        values = 6 * draw("input", (3, *shape))
    x = tf.constant(values.astype(np.float32))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x, training=False)
        projection = tf.reduce_sum(y * draw("chosen", y.shape).astype(np.float32))
    gradient = None if op == "embedding" else sampled(tape.gradient(projection, x))
    return {
        "op": op,
        "attributes": attributes,
        "input": list(shape),
        "parameters": model.count_params(),
        "shape": list(y.shape[1:]),
        "output": sampled(y),
        "gradient": gradient,
    }


golden = {"keras": keras.__version__, "ops": [computed(*case) for case in CASES]}
(HERE / "keras-ops.json").write_text(json.dumps(golden, indent=1) + "\n")
