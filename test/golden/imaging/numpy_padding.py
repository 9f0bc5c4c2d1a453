"""Makes numpy-padding.json: small pictures that need no resize, padded by numpy to 5 × 5. Run with numpy: python numpy_padding.py"""

import json
from pathlib import Path

import numpy as np

SIDE = 5
random = np.random.default_rng(5)
golden = {"edge": [], "symmetric": []}
for width, height in [(5, 2), (5, 3), (5, 1), (1, 5), (4, 5)]:
    picture = random.integers(0, 256, (height, width, 3))
    free = (SIDE - height, SIDE - width)
    pads = [(count // 2, count - count // 2) for count in free]
    for mode, cases in golden.items():
        padded = np.pad(picture, [*pads, (0, 0)], mode)
        cases.append({"width": width, "height": height, "pixels": picture.ravel().tolist(), "padded": padded.ravel().tolist()})
Path(__file__).with_name("numpy-padding.json").write_text(json.dumps(golden) + "\n")
