"""Makes pillow-resize.json: what Pillow's BILINEAR gives for a picture that both sides compute from a formula.

Run with Pillow 12.3 and numpy: python pillow_resize.py
"""

import base64
import json
from pathlib import Path

import numpy as np
from PIL import Image

CASES = [
    # source width, height, crop box or None, target width, height
    (53, 41, None, 24, 24),
    (20, 10, None, 32, 28),
    (301, 199, None, 33, 21),
    (64, 48, (8, 0, 56, 48), 16, 16),
    (40, 40, None, 40, 13),
    (7, 90, None, 5, 5),
]


def scene(width: int, height: int) -> np.ndarray:
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((x * x * 3 + y * 7 + x * y * (c * 5 + 1) + (x ^ y) * 13 + c * 80) & 255).astype(np.uint8)


cases = []
for width, height, box, target_width, target_height in CASES:
    image = Image.fromarray(scene(width, height))
    left, top, right, bottom = box or (0, 0, width, height)
    resized = image.crop((left, top, right, bottom)).resize((target_width, target_height), Image.Resampling.BILINEAR)
    cases.append(
        {
            "source": [width, height],
            "box": {"left": left, "top": top, "width": right - left, "height": bottom - top},
            "target": [target_width, target_height],
            "pixels": base64.b64encode(np.asarray(resized).tobytes()).decode(),
        }
    )
Path(__file__).with_name("pillow-resize.json").write_text(json.dumps(cases, indent=1) + "\n")
