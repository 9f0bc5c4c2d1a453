"""Checks the model on samples/: pip install onnxruntime pillow numpy; python check.py
On pictures of your own: python check.py photo.jpg
"""

import io

import numpy as np
import onnxruntime as ort
from PIL import Image, ImageCms, ImageOps

from check_samples import HERE, check_answers, read_json

SPEC = read_json("preprocessing.json")
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


if __name__ == "__main__":
    check_answers(probabilities_of)
