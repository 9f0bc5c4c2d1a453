"""Saves networks of keras.applications as Keras's own weight files are, under names of a session that has made them before, and prints
what they answer. A test runs it where there is Keras: python applications.py FOLDER InceptionV3:96:top:2 …; the parts are the function
of keras.applications, the size of the pictures, `top` or `notop`, and the gain of the drawn kernels.
"""

import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import h5py
import keras
import numpy as np
from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from drawn_weights import draw, fill  # noqa: E402

folder, *wanted = sys.argv[1:]
answers = {}
for text in wanted:
    name, size, part, gain = text.split(":")
    shape = (int(size), int(size), 3)
    head = {"classes": 7} if part == "top" else {"include_top": False}
    make = getattr(keras.applications, name)
    keras.backend.clear_session()
    make(weights=None, input_shape=shape, **head)
    model = make(weights=None, input_shape=shape, **head)
    fill(model, float(gain))
    pictures = draw("pictures", (1, *shape)).astype(np.float32)
    answers[name] = np.asarray(model(pictures, training=False), np.float64).ravel()[:500].tolist()
    with h5py.File(Path(folder) / f"{name}.h5", "w") as file:
        save_weights_to_hdf5_group(file, model)
print(json.dumps(answers))
