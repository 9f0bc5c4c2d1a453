"""torchvision's side of augmentation.ts: milliseconds of a transform on one 224 x 224 picture of uint8, by one thread.

Reads the picture, then lines with a transform's name and for how many seconds to measure; answers each with a line of JSON.

Run by augmentation.ts with torchvision 0.29 and Pillow 12.3.
"""

import io
import json
import sys
import time

import numpy as np
import torch
from PIL import Image

torch.set_num_threads(1)
try:
    # Where torchvision's compiled part is missing, what it would have registered is named first.
    library = torch.library.Library("torchvision", "DEF")
    library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import torchvision.transforms.v2 as T  # noqa: E402
from torchvision.transforms import InterpolationMode  # noqa: E402

SIDE = 224
pixels = np.frombuffer(sys.stdin.buffer.read(SIDE * SIDE * 3), dtype=np.uint8).reshape(SIDE, SIDE, 3)
picture = torch.from_numpy(pixels.copy()).permute(2, 0, 1).contiguous()
pillow = Image.fromarray(pixels)
BILINEAR = InterpolationMode.BILINEAR


def jpeg(_: torch.Tensor) -> Image.Image:
    """Pillow, because JPEG is in torchvision's compiled part."""
    file = io.BytesIO()
    pillow.save(file, "JPEG", quality=int(torch.randint(50, 101, ())))
    return Image.open(file).convert("RGB")


def grain(image: torch.Tensor) -> torch.Tensor:
    """No such transform there: the same with torch."""
    values = image.float()
    noise = torch.randn_like(values) * (values * 255).sqrt() * float(torch.rand(()) * 0.08)
    return (values + noise).clamp(0, 255).to(torch.uint8)


def noise(image: torch.Tensor) -> torch.Tensor:
    """torchvision's GaussianNoise takes a fixed deviation."""
    return T.functional.gaussian_noise(image, mean=0.0, sigma=float(torch.rand(()) * 0.05))


batch = torch.stack([picture, picture.flip(-1)])
labels = torch.tensor([0, 1])
# It does not blend whole numbers.
floats = batch.float()
mix_up = T.MixUp(num_classes=10, alpha=0.2)
cut_mix = T.CutMix(num_classes=10, alpha=1.0)


TRANSFORMS = {
    "horizontalFlip": T.RandomHorizontalFlip(0.5),
    "verticalFlip": T.RandomVerticalFlip(0.5),
    "crop": T.RandomResizedCrop(SIDE, scale=(0.6, 1.0), antialias=True),
    "zoom": T.RandomAffine(0, scale=(0.85, 1.15), interpolation=BILINEAR),
    "shear": T.RandomAffine(0, shear=5, interpolation=BILINEAR),
    "rotation": T.RandomRotation(15, interpolation=BILINEAR),
    "shift": T.RandomAffine(0, translate=(0.1, 0.1), interpolation=BILINEAR),
    "perspective": T.RandomPerspective(0.2, p=1.0, interpolation=BILINEAR),
    "elastic": T.ElasticTransform(alpha=250.0, sigma=0.04 * SIDE, interpolation=BILINEAR),
    "brightness": T.ColorJitter(brightness=0.2),
    "contrast": T.ColorJitter(contrast=0.2),
    "saturation": T.ColorJitter(saturation=0.2),
    "hue": T.ColorJitter(hue=5 / 360),
    "grey": T.RandomGrayscale(0.2),
    "invert": T.RandomInvert(0.2),
    "posterise": T.RandomPosterize(5, p=1.0),
    "solarise": T.RandomSolarize(200, p=1.0),
    "equalise": T.RandomEqualize(0.2),
    "autocontrast": T.RandomAutocontrast(0.2),
    "sharpness": T.RandomAdjustSharpness(1.5, p=1.0),
    "blur": T.GaussianBlur(7, sigma=(0.1, 1.0)),
    "noise": noise,
    "grain": grain,
    "jpeg": jpeg,
    "erasing": T.RandomErasing(0.5, scale=(0.02, 0.2), value="random"),
    "cutOut": T.RandomErasing(1.0, scale=(0.0625, 0.0625), ratio=(1.0, 1.0), value=128),
    "mixUp": lambda _: mix_up(floats, labels),
    "cutMix": lambda _: cut_mix(batch, labels),
    "randaugment": T.RandAugment(2, 9, interpolation=BILINEAR),
    "trivialaugment": T.TrivialAugmentWide(interpolation=BILINEAR),
    "autoaugment-imagenet": T.AutoAugment(T.AutoAugmentPolicy.IMAGENET, interpolation=BILINEAR),
    "autoaugment-cifar10": T.AutoAugment(T.AutoAugmentPolicy.CIFAR10, interpolation=BILINEAR),
    "autoaugment-svhn": T.AutoAugment(T.AutoAugmentPolicy.SVHN, interpolation=BILINEAR),
    "preset light": T.Compose(
        [
            T.RandomHorizontalFlip(0.5),
            T.RandomAffine(0, translate=(0.05, 0.05), scale=(0.95, 1.05), interpolation=BILINEAR),
            T.ColorJitter(brightness=0.1, contrast=0.1),
        ]
    ),
    "preset photos": T.Compose(
        [
            T.RandomHorizontalFlip(0.5),
            T.RandomAffine(15, translate=(0.1, 0.1), scale=(0.85, 1.15), shear=5, interpolation=BILINEAR),
            T.ColorJitter(brightness=0.2, contrast=0.2, saturation=0.2, hue=5 / 360),
        ]
    ),
    "preset microscopy": T.Compose(
        [
            T.RandomHorizontalFlip(0.5),
            T.RandomVerticalFlip(0.5),
            T.RandomAffine(180, scale=(0.9, 1.1), interpolation=BILINEAR),
            T.ElasticTransform(alpha=125.0, sigma=0.04 * SIDE, interpolation=BILINEAR),
            T.ColorJitter(brightness=0.15, contrast=0.15, saturation=0.1, hue=5 / 360),
            T.GaussianBlur(7, sigma=(0.1, 1.0)),
            noise,
        ]
    ),
}
PER_PICTURE = {"mixUp": 2, "cutMix": 2}
torch.manual_seed(0)


def milliseconds(name: str, seconds: float) -> float:
    transform = TRANSFORMS[name]
    transform(picture)
    began, count = time.process_time(), 0
    while time.process_time() - began < seconds:
        transform(picture)
        count += 1
    return (time.process_time() - began) * 1000 / count / PER_PICTURE.get(name, 1)


with torch.inference_mode():
    for line in sys.stdin:
        name, seconds = line.rsplit(" ", 1)
        known = name in TRANSFORMS
        print(json.dumps(milliseconds(name, float(seconds)) if known else None), flush=True)
