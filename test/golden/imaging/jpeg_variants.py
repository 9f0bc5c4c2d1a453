"""Small JPEGs of kinds that sharp does not write (4:2:2, restart markers, quality 1 tables), and the SHA-256 of their pixels as
libjpeg-turbo in Pillow decodes them: jpeg-variants.json. Run: python jpeg_variants.py"""

import base64
import hashlib
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image

HEIGHT, WIDTH = 45, 53


def scene() -> np.ndarray:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = np.sin(x / 3.0) * 60 + np.cos(y / 5.0) * 60 + 128
    red = waves + ((x // 7 + y // 9) % 2) * 60
    green = x * 255 / WIDTH
    blue = 255 - y * 255 / HEIGHT
    return np.clip(np.stack([red, green, blue], axis=2), 0, 255).astype(np.uint8)


def encoded(image: Image.Image, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", **options)
    return target.getvalue()


def main() -> None:
    colour = Image.fromarray(scene())
    grey = colour.convert("L")
    variants = []
    for name, image, options in [
        ("4:2:2", colour, {"subsampling": 1}),
        ("4:2:2 progressive", colour, {"subsampling": 1, "progressive": True}),
        ("4:2:0 with restart markers", colour, {"subsampling": 2, "restart_marker_blocks": 3}),
        ("4:4:4 with restart markers", colour, {"subsampling": 0, "restart_marker_rows": 1}),
        ("grey with restart markers", grey, {"restart_marker_blocks": 5}),
        ("progressive with restart markers", colour, {"progressive": True, "restart_marker_rows": 1}),
        ("quality 1", colour, {"quality": 1}),
        ("quality 100", colour, {"quality": 100, "subsampling": 0}),
    ]:
        data = encoded(image, **options)
        pixels = Image.open(io.BytesIO(data)).convert("RGB").tobytes()
        variants.append(
            {
                "name": name,
                "width": WIDTH,
                "height": HEIGHT,
                "file": base64.b64encode(data).decode(),
                "sha256": hashlib.sha256(pixels).hexdigest(),
            }
        )
    path = Path(__file__).with_name("jpeg-variants.json")
    path.write_text(json.dumps(variants, indent=1) + "\n")


main()
