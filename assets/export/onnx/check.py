"""Checks the model on samples/: pip install onnxruntime pillow numpy; python check.py
On pictures of your own: python check.py photo.jpg
"""

import io
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image, ImageCms, ImageOps

HERE = Path(__file__).resolve().parent
SPEC = json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8"))
LABELS = json.loads((HERE / "labels.json").read_text(encoding="utf-8"))
SESSION = ort.InferenceSession(str(HERE / "model.onnx"), providers=["CPUExecutionProvider"])


def decode(path):
    """Upright, sRGB, over the background: uint8 [1, height, width, 3]."""
    picture = ImageOps.exif_transpose(Image.open(path))
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "PA", "LA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    if alpha is not None:
        picture = picture.convert("RGB")
    if profile:
        try:
            picture = ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except ImageCms.PyCMSError:
            pass  # A profile that is not one: the numbers are taken as sRGB.
    pixels = np.asarray(picture.convert("RGB"))
    if alpha is not None:
        opacity = np.asarray(alpha).astype(np.int32)[..., None]
        background = np.array(SPEC["background"], dtype=np.int32)
        pixels = (pixels * opacity + background * (255 - opacity)) // 255
    return pixels.astype(np.uint8)[None]


def probabilities_of(path):
    [probabilities] = SESSION.run(["probabilities"], {"picture": decode(path)})
    return probabilities[0]


def describe(probabilities):
    top = int(np.argmax(probabilities))
    return f"{LABELS[top]} {100 * probabilities[top]:.1f} %"


def check_samples(as_json):
    """Runs the ten samples and compares with what the app said."""
    expected = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    largest = 0.0
    same = 0
    for sample in expected["samples"]:
        wanted = np.array(sample["probabilities"])
        probabilities = probabilities_of(HERE / sample["file"])
        difference = float(np.abs(wanted - probabilities).max())
        largest = max(largest, difference)
        same += int(np.argmax(wanted) == np.argmax(probabilities))
        if not as_json:
            print(sample["file"], describe(probabilities), f"difference {difference:.5f}")
    count = len(expected["samples"])
    passed = same == count and largest <= expected["tolerance"]
    if as_json:
        print(json.dumps({"pictures": count, "same": same, "largest": largest, "passed": passed}))
    else:
        print(
            f"{'PASSED' if passed else 'FAILED'}: {same} of {count} answers the same, "
            f"largest difference {largest:.5f} (allowed {expected['tolerance']})"
        )
    return passed


def main():
    as_json = "--json" in sys.argv
    paths = [argument for argument in sys.argv[1:] if argument != "--json"]
    if not paths:
        sys.exit(0 if check_samples(as_json) else 1)
    answers = [(path, probabilities_of(path)) for path in paths]
    if as_json:
        print(json.dumps([{"path": path, "probabilities": [float(p) for p in values]} for path, values in answers]))
    else:
        for path, values in answers:
            print(path, describe(values))


if __name__ == "__main__":
    main()
