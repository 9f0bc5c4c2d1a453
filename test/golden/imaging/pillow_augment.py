"""Makes pillow-augment.json: single augmentations by Pillow and numpy on a picture that both sides compute from a formula.

Run with Pillow 12.3 and numpy: python pillow_augment.py
"""

import base64
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

WIDTH, HEIGHT = 41, 30


def scene() -> np.ndarray:
    y, x, c = np.meshgrid(np.arange(HEIGHT), np.arange(WIDTH), np.arange(3), indexing="ij")
    return ((x * (3 + c) + y * (5 - c) + ((x // 8 + y // 6) % 2) * 60 + c * 20) % 256).astype(np.uint8)


def yiq_hue(pixels: np.ndarray, degrees: float) -> np.ndarray:
    to_yiq = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]])
    yiq = pixels.astype(float) @ to_yiq.T
    chroma = (yiq[..., 1] + 1j * yiq[..., 2]) * np.exp(1j * np.radians(degrees))
    turned = np.stack([yiq[..., 0], chroma.real, chroma.imag], axis=-1)
    return np.clip(np.round(turned @ np.linalg.inv(to_yiq).T), 0, 255).astype(np.uint8)


image = Image.fromarray(scene())
centre_x, centre_y = WIDTH / 2, HEIGHT / 2


def about_centre(a: float, b: float, d: float, e: float) -> tuple[float, ...]:
    """Pillow's coefficients (result to picture, pixel corners) of a linear map about the centre."""
    return (a, b, centre_x - a * centre_x - b * centre_y, d, e, centre_y - d * centre_x - e * centre_y)


def affine(*coefficients: float) -> np.ndarray:
    return np.asarray(image.transform(image.size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR))


tangent = float(np.tan(np.radians(20)))
cases = {
    "rotation": ([25], np.asarray(image.rotate(25, Image.Resampling.BILINEAR))),
    "zoom": ([1.6], affine(*about_centre(1 / 1.6, 0, 0, 1 / 1.6))),
    "shear": ([20], affine(*about_centre(1, -tangent, 0, 1))),
    "shift": ([0.1, -0.25], affine(1, 0, -0.1 * WIDTH, 0, 1, 0.25 * HEIGHT)),
    "horizontalFlip": ([-1], np.asarray(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))),
    "verticalFlip": ([-1], np.asarray(image.transpose(Image.Transpose.FLIP_TOP_BOTTOM))),
    "brightness": ([1.4], np.asarray(ImageEnhance.Brightness(image).enhance(1.4))),
    "contrast": ([0.6], np.asarray(ImageEnhance.Contrast(image).enhance(0.6))),
    "saturation": ([1.7], np.asarray(ImageEnhance.Color(image).enhance(1.7))),
    "hue": ([70], yiq_hue(scene(), 70)),
}
golden = {
    "width": WIDTH,
    "height": HEIGHT,
    "cases": {
        name: {"drawn": drawn, "pixels": base64.b64encode(pixels.tobytes()).decode()}
        for name, (drawn, pixels) in cases.items()
    },
}
Path(__file__).with_name("pillow-augment.json").write_text(json.dumps(golden, indent=1) + "\n")
