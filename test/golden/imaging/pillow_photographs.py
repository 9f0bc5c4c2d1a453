"""Makes pillow-photographs.json: real photographs of the test data as Pillow prepares them for a network.

Run with Pillow 12.3 and numpy: python pillow_photographs.py <folder of real test data>
"""

import base64
import json
import sys
from pathlib import Path

from PIL import Image, ImageOps

FILES = [
    ("exif/Landscape_1.jpg", 32),
    ("exif/Portrait_6.jpg", 32),
    ("jpeg-js/skater-progressive.jpg", 48),
    ("near-duplicates/ukbench00120.jpg", 48),
    ("sharp/2x2_fdcce6.png", 8),
    ("sharp/gamma_dalai_lama_gray.jpg", 32),
    ("wrong-extension/ukbench09380.png", 32),
]

root = Path(sys.argv[1]) / "odd-files"
cases = []
for path, size in FILES:
    image = ImageOps.exif_transpose(Image.open(root / path)).convert("RGB")
    resized = image.resize((size, size), Image.Resampling.BILINEAR)
    cases.append({"path": path, "size": size, "pixels": base64.b64encode(resized.tobytes()).decode()})
Path(__file__).with_name("pillow-photographs.json").write_text(json.dumps(cases, indent=1) + "\n")
