"""Makes torchvision-augment.json: single augmentations by torchvision, Pillow and numpy on a picture that both sides compute from a formula.

Run with torchvision 0.29, Pillow 12.3 and numpy: python torchvision_augment.py
"""

import base64
import io
import json
from pathlib import Path
from statistics import NormalDist

import numpy as np
import torch
from PIL import Image

try:
    # Where torchvision's compiled part is missing, what it would have registered is named first.
    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import torchvision.transforms.v2.functional as F  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402

WIDTH, HEIGHT = 33, 26
BILINEAR = InterpolationMode.BILINEAR


def scene() -> np.ndarray:
    y, x, c = np.meshgrid(np.arange(HEIGHT), np.arange(WIDTH), np.arange(3), indexing="ij")
    return ((x * (3 + c) + y * (5 - c) + ((x // 8 + y // 6) % 2) * 60 + c * 20) % 200 + 20).astype(np.uint8)


image = torch.from_numpy(scene()).permute(2, 0, 1)


def of(tensor: torch.Tensor) -> np.ndarray:
    return tensor.permute(1, 2, 0).round().clamp(0, 255).to(torch.uint8).numpy()


def noise_bits(seed: int, count: int) -> np.ndarray:
    """MurmurHash3's finaliser on seed + place times the golden ratio, as signed 32 bits."""
    with np.errstate(over="ignore"):
        h = np.uint32(seed) + np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        return (h ^ (h >> np.uint32(16))).astype(np.int32)


def perspective(drawn: list[float]) -> np.ndarray:
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    start = [[(1 + x) / 2 * WIDTH, (1 + y) / 2 * HEIGHT] for x, y in corners]
    end = [
        [WIDTH / 2 + x * WIDTH * (0.5 - drawn[2 * i]), HEIGHT / 2 + y * HEIGHT * (0.5 - drawn[2 * i + 1])]
        for i, (x, y) in enumerate(corners)
    ]
    return of(F.perspective(image.float(), start, end, BILINEAR, fill=0))


def elastic(spread: float, seed: int) -> np.ndarray:
    sigma = 0.04 * WIDTH
    radius = int(np.ceil(3 * sigma))
    bell = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    bell /= bell.sum()
    # The paper's alpha for which points move by `spread` of the side, in pixels.
    alpha = spread * WIDTH * np.sqrt(3) / (bell**2).sum()
    uniform = noise_bits(seed, 2 * WIDTH * HEIGHT).reshape(1, 2, HEIGHT, WIDTH) / 2**31
    smooth = F.gaussian_blur(torch.from_numpy(uniform).float(), [2 * radius + 1] * 2, [sigma] * 2) * alpha
    # torchvision counts from −1 to 1.
    displacement = smooth.permute(0, 2, 3, 1) * 2 / torch.tensor([WIDTH, HEIGHT])
    return of(F.elastic(image.float(), displacement, BILINEAR, fill=0))


def crop(left: float, top: float, width: float, height: float) -> np.ndarray:
    cut = F.crop(image.float(), round(top * HEIGHT), round(left * WIDTH), round(height * HEIGHT), round(width * WIDTH))
    return of(F.resize(cut, [HEIGHT, WIDTH], BILINEAR, antialias=False))


def jpeg(quality: int) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(scene()).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def shear(tangent: float, of_y: bool) -> np.ndarray:
    degrees = float(np.degrees(np.arctan(tangent)))
    # Its angles turn the other way.
    angles = [0.0, degrees] if of_y else [degrees, 0.0]
    return of(F.affine(image.float(), angle=0.0, translate=[0, 0], scale=1.0, shear=angles, interpolation=BILINEAR, fill=0, center=[0, 0]))


def shift(x: int, y: int) -> np.ndarray:
    return of(F.affine(image.float(), angle=0.0, translate=[x, y], scale=1.0, shear=[0.0, 0.0], interpolation=BILINEAR, fill=0))


def blur(sigma: float) -> np.ndarray:
    radius = max(1, int(np.ceil(3 * sigma)))
    return of(F.gaussian_blur(image.float(), [2 * radius + 1] * 2, [sigma] * 2))


def noise(deviation: float, seed: int, grain: bool) -> np.ndarray:
    normal = NormalDist()
    quantiles = np.array([normal.inv_cdf((i + 0.5) / 4096) for i in range(4096)])
    pixels = scene().reshape(-1).astype(float)
    bits = noise_bits(seed, len(pixels) // 2)
    numbers = quantiles[np.stack([bits & 4095, (bits >> 16) & 4095], axis=1).reshape(-1)]
    scale = np.sqrt(pixels * 255) if grain else 255
    return np.clip(np.round(pixels + numbers * scale * deviation), 0, 255).astype(np.uint8)


def cut_out() -> np.ndarray:
    pixels = scene()
    pixels[9:21, 2:16] = 128
    return pixels


def erasing(seed: int) -> np.ndarray:
    bits = noise_bits(seed, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)
    colours = torch.from_numpy(np.stack([(bits >> shift) & 255 for shift in (0, 8, 16)]).astype(np.uint8))
    return of(F.erase(image, 5, 9, 10, 18, colours[:, 5:15, 9:27]))


corners = [0.1, 0.05, 0.2, 0.15, 0.0, 0.1, 0.12, 0.0]
box = [5 / WIDTH, 4 / HEIGHT, 22 / WIDTH, 16 / HEIGHT]
quarter = float(np.degrees(np.arctan(0.3)))
cases = [
    ("crop", box, crop(*box)),
    ("perspective", corners, perspective(corners)),
    ("elastic", [0.03, 12345], elastic(0.03, 12345)),
    ("grey", [1], of(F.rgb_to_grayscale(image, num_output_channels=3))),
    ("invert", [1], of(F.invert(image))),
    ("posterise", [3], of(F.posterize(image, 3))),
    ("solarise", [100.5], of(F.solarize(image, 100.5))),
    ("equalise", [1], of(F.equalize(image))),
    ("autocontrast", [1], of(F.autocontrast(image))),
    ("sharpness", [0.2], of(F.adjust_sharpness(image, 0.2))),
    ("sharpness", [1.9], of(F.adjust_sharpness(image, 1.9))),
    ("blur", [0.7], blur(0.7)),
    ("blur", [2.3], blur(2.3)),
    ("jpeg", [30], jpeg(30)),
    ("jpeg", [75], jpeg(75)),
    ("jpeg", [98], jpeg(98)),
    ("noise", [0.1, 99], noise(0.1, 99, grain=False)),
    ("grain", [0.2, 7], noise(0.2, 7, grain=True)),
    ("erasing", [9 / WIDTH, 5 / HEIGHT, 18 / WIDTH, 10 / HEIGHT, 77], erasing(77)),
    ("cutOut", [9 / WIDTH, 15 / HEIGHT, 14 / WIDTH], cut_out()),
    ("shear", [quarter, 0, -1], shear(-0.3, False)),
    ("shear", [0, quarter, -1], shear(-0.3, True)),
    ("shift", [0, 0, 7, 0], shift(7, 0)),
    ("shift", [0, 0, 0, -5], shift(0, -5)),
]
golden = {
    "width": WIDTH,
    "height": HEIGHT,
    "cases": [
        {"name": name, "drawn": drawn, "pixels": base64.b64encode(pixels.tobytes()).decode()}
        for name, drawn, pixels in cases
    ],
}
Path(__file__).with_name("torchvision-augment.json").write_text(json.dumps(golden, indent=1) + "\n")
