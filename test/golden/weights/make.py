"""Makes the small model files of Keras that lie here, and expected.json: what Keras answers with each, and in what order it lists the
layers of its own networks.

pip install keras tensorflow-cpu h5py; python test/golden/weights/make.py
"""

import json
import os
import sys
import zipfile
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import keras
import numpy as np
from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from drawn_weights import draw, fill  # noqa: E402

layers = keras.layers


def branches():
    """Automatic names, branches of different depths, every kind of layer that the applications have weights in."""
    x = inputs = keras.Input((12, 12, 3))
    x = layers.Conv2D(6, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    short = layers.Conv2D(6, 1)(x)
    x = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization(scale=False)(x)
    x = layers.Conv2D(6, 1)(layers.Activation("relu")(x))
    x = layers.Add()([x, short])
    other = layers.SeparableConv2D(4, 3, padding="same")(x)
    x = layers.Concatenate()([layers.Conv2D(6, 1, activation="relu")(x), other])
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(5, activation="softmax")(x)
    return keras.Model(inputs, x)


def nested():
    """A model inside a model, as transfer learning makes them."""
    body = keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.Conv2D(5, 3, name="first"),
            layers.BatchNormalization(name="norm"),
            layers.Conv2D(5, 3, activation="relu", name="second"),
        ],
        name="body",
    )
    inputs = keras.Input((12, 12, 3))
    x = layers.GlobalMaxPooling2D()(body(inputs))
    return keras.Model(inputs, layers.Dense(3, activation="softmax", name="head")(x))


def answers(model):
    pictures = draw("pictures", (2, *model.input_shape[1:])).astype(np.float32)
    return np.asarray(model(pictures, training=False), np.float64).ravel().tolist()


def save_legacy_weights(model, path, spread_names=False):
    """As the files of Keras Applications are; long lists of names are spread over several attributes."""
    with h5py.File(path, "w") as file:
        save_weights_to_hdf5_group(file, model)
        if spread_names:
            names = file.attrs["layer_names"]
            del file.attrs["layer_names"]
            for index, part in enumerate(np.array_split(np.asarray(names), 3)):
                file.attrs[f"layer_names{index}"] = part


def converted(source, path, dtype, **more):
    """A copy with every tensor of another type, and large ones stored another way."""
    with h5py.File(source) as old, h5py.File(path, "w") as new:

        def copy(name, item):
            if isinstance(item, h5py.Group):
                new.create_group(name).attrs.update(item.attrs)
            else:
                large = item.size > 100
                new.create_dataset(name, data=item[()].astype(dtype), **(more if large else {}))

        new.attrs.update(old.attrs)
        old.visititems(copy)


def without_names(source, path):
    """What Keras 3.0 wrote: the same file without the names of layers."""
    with h5py.File(source) as old, h5py.File(path, "w") as new:
        old.copy("layers", new)
        new["layers"].visititems(lambda _, item: item.attrs.pop("name", None))


def with_nan(source, path):
    with h5py.File(source) as old, h5py.File(path, "w") as new:
        for name in old:
            old.copy(name, new)
        new.attrs.update(old.attrs)
        new["model_weights/head/head/kernel"][0, 0] = np.nan


def application_orders():
    """Layers with weights in Keras's order, of networks whose branches make that order hard."""
    orders = {}
    for name in ("InceptionV3", "Xception", "NASNetMobile", "ResNet50", "DenseNet121"):
        keras.backend.clear_session()
        model = getattr(keras.applications, name)(weights=None)
        orders[name] = " ".join(layer.name for layer in model.layers if layer.weights)
    return orders


expected = {"applicationOrders": application_orders()}
keras.backend.clear_session()
fresh = branches()
(HERE / "branches.config.json").write_text(fresh.to_json() + "\n")
model = branches()  # Its names start at other numbers, as in a session that has made networks before.
fill(model)
expected["branches"] = answers(model)
save_legacy_weights(model, HERE / "branches.legacy-weights.h5", spread_names=True)
converted(HERE / "branches.legacy-weights.h5", HERE / "branches.float16.h5", "<f2", compression="gzip", shuffle=True)
converted(HERE / "branches.legacy-weights.h5", HERE / "branches.big-endian.h5", ">f8")
model.save(HERE / "branches.keras")
model.save_weights(HERE / "branches.weights.h5")
without_names(HERE / "branches.weights.h5", HERE / "branches.without-names.weights.h5")

keras.backend.clear_session()
model = nested()
fill(model)
expected["nested"] = answers(model)
model.compile("adam", "categorical_crossentropy")
model.optimizer.build(model.trainable_variables)
model.save(HERE / "nested.h5")
model.save(HERE / "nested.keras")
with_nan(HERE / "nested.h5", HERE / "nested.nan.h5")
with h5py.File(HERE / "bomb.h5", "w") as file:
    file.attrs["layer_names"] = np.asarray([b"conv"])
    group = file.create_group("conv")
    group.attrs["weight_names"] = np.asarray([b"conv/kernel:0"])
    group.create_dataset("conv/kernel:0", (100_000, 100_000), "<f4", chunks=(1000, 1000), compression="gzip")
with h5py.File(HERE / "other-program.h5", "w") as file:
    file["pictures"] = np.zeros(3, np.float32)
(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
