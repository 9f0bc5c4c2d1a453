"""Makes the golden files of the architectures of Keras Applications, <catalogue id>.json beside this script.

pip install keras tensorflow-cpu; python test/golden/keras-applications/make.py [id …]

Each file holds the parameter counts and the weights at the usual input size, and for some inputs a few numbers of the last
picture before pooling (include_top=False) and of the scores (logits: no activation at the end) with drawn weights.
"""

import json
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import keras
import numpy as np
from drawn_weights import draw, fill, sampled, weights_of
from keras.src.applications import efficientnet

PICTURES = 2


def case(size, **options):
    """One input size, and further arguments of the function, such as alpha."""
    return {"size": size, "options": options}


def network(application, size, *cases, pixels=False, gain=2):
    """
    application: function of keras.applications; size: its usual input size.
    pixels: the network takes 0 to 255 (its preprocessing is inside). gain: of the drawn kernels, such that values neither
    vanish nor explode.
    """
    return {"application": application, "size": size, "cases": cases, "pixels": pixels, "gain": gain}


NETWORKS = {
    "mobilenet": network("MobileNet", 224, case(97), case(64, alpha=0.25), case(64, alpha=0.75)),
    "mobilenet-v2": network("MobileNetV2", 224, case(97), case(64, alpha=0.35), case(64, alpha=1.4), gain=1),
    "mobilenet-v3-small": network("MobileNetV3Small", 224, case(97), case(64, alpha=0.75), case(224), pixels=True),
    "mobilenet-v3-large": network("MobileNetV3Large", 224, case(75), case(64, alpha=0.75), pixels=True),
    "efficientnet-b0": network("EfficientNetB0", 224, case(75), case(224), pixels=True, gain=2.3),
    "efficientnet-b1": network("EfficientNetB1", 240, case(64), pixels=True, gain=2.3),
    "efficientnet-b2": network("EfficientNetB2", 260, case(65), pixels=True, gain=2.3),
    "efficientnet-b3": network("EfficientNetB3", 300, case(64), pixels=True, gain=2.3),
    "efficientnet-v2-b0": network("EfficientNetV2B0", 224, case(75), case(224), pixels=True, gain=1.5),
    "efficientnet-v2-b1": network("EfficientNetV2B1", 240, case(64), pixels=True, gain=1.5),
    "efficientnet-v2-b2": network("EfficientNetV2B2", 260, case(65), pixels=True, gain=1.5),
    "efficientnet-v2-b3": network("EfficientNetV2B3", 300, case(64), pixels=True, gain=1.5),
    "convnext-tiny": network("ConvNeXtTiny", 224, case(75), pixels=True, gain=1),
    "keras-resnet-50": network("ResNet50", 224, case(65), case(224), gain=1),
    "keras-resnet-101": network("ResNet101", 224, case(64), gain=1),
    "keras-resnet-152": network("ResNet152", 224, case(33), gain=1),
    "keras-resnet-50-v2": network("ResNet50V2", 224, case(65), case(64), gain=1),
    "keras-resnet-101-v2": network("ResNet101V2", 224, case(64), gain=1),
    "keras-resnet-152-v2": network("ResNet152V2", 224, case(33), gain=1),
    "vgg-16": network("VGG16", 224, case(65)),
    "vgg-19": network("VGG19", 224, case(64)),
    "densenet-121": network("DenseNet121", 224, case(65), case(96)),
    "inception-v3": network("InceptionV3", 299, case(75), case(128)),
    "xception": network("Xception", 299, case(71), case(96), gain=1),
    "nasnet-mobile": network("NASNetMobile", 224, case(97), case(64), gain=1),
}


@contextmanager
def as_for_imagenet():
    """
    EfficientNet (V1) has one layer more when it is built for its ImageNet weights, a Rescaling; so it is built for them, and
    what would fetch them or insist on their input size does nothing.
    """
    obtain = efficientnet.imagenet_utils.obtain_input_shape

    def any_size(*arguments, **options):
        return obtain(*arguments, **{**options, "weights": None})

    with (
        mock.patch.object(efficientnet.file_utils, "get_file"),
        mock.patch.object(efficientnet.Functional, "load_weights"),
        mock.patch.object(efficientnet.imagenet_utils, "obtain_input_shape", any_size),
    ):
        yield


def build(application, size, **options):
    """In a fresh session, so that automatic layer names start without a number."""
    keras.utils.clear_session()
    make = getattr(keras.applications, application)
    if application.startswith("EfficientNetB"):
        with as_for_imagenet():
            return make(weights="imagenet", input_shape=(size, size, 3), **options)
    return make(weights=None, input_shape=(size, size, 3), **options)


def features_of(application, size, **options):
    """
    The network up to its last picture that the studio learns on. Keras's has one layer more for ConvNeXt, a fresh normalization that no
    trained network has, and for VGG, the last pooling.
    """
    body = build(application, size, include_top=False, **options)
    if application.startswith(("ConvNeXt", "VGG")):
        return keras.Model(body.inputs, body.layers[-1].input)
    return body


def shortened(values):
    short = sampled(values, 40)
    short["values"] = [float(f"{value:.8g}") for value in short["values"]]
    return short


def run(model, gain, pixels):
    fill(model, gain)
    pictures = draw("pictures", (PICTURES, *model.input_shape[1:]))
    pictures = (pictures + 0.5) * 255 if pixels else pictures * 2
    return shortened(model(pictures.astype(np.float32), training=False).numpy())


def golden(entry):
    application, gain, pixels = entry["application"], entry["gain"], entry["pixels"]
    usual = build(application, entry["size"])
    layers = {}
    for layer, role, weight in weights_of(usual):
        text = f"{role} {'x'.join(map(str, weight.shape))}".strip()
        layers.setdefault(layer.name, []).append(text)
    cases = []
    for one in entry["cases"]:
        size, options = one["size"], one["options"]
        features = run(features_of(application, size, **options), gain, pixels)
        whole = build(application, size, classifier_activation=None, **options)
        cases.append(
            {
                "inputSize": size,
                "width": options.get("alpha", 1),
                "features": features,
                "scores": run(whole, gain, pixels),
            }
        )
    return {
        "keras": keras.__version__,
        "application": application,
        "inputSize": entry["size"],
        "parameters": {
            "trainable": sum(int(np.prod(weight.shape)) for weight in usual.trainable_weights),
            "total": usual.count_params(),
        },
        "layers": [f"{name}: {', '.join(weights)}" for name, weights in layers.items()],
        "pictures": PICTURES,
        "pixels": pixels,
        "gain": gain,
        "cases": cases,
    }


for name in sys.argv[1:] or NETWORKS:
    text = json.dumps(golden(NETWORKS[name]), indent=1)
    text = re.sub(r"\[\s+([-+\d.e,\s]+?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    (HERE / f"{name}.json").write_text(text + "\n")
    print(name, flush=True)
