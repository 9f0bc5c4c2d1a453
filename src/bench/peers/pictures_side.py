"""Decoding and resizing of picture files with Pillow on threads; with torchvision where it is there."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from PIL import Image
from serve import timed

THREADS = int(os.environ["CONVOLVE_BENCH_THREADS"])


class PicturesSide:
    def prepare(self, request):
        size = request["size"]
        files = request["files"]
        read = reader_with_torchvision(size) if request["library"] == "torchvision" else reader_with_pillow(size)
        pool = ThreadPoolExecutor(THREADS)
        self.run = lambda count: timed(lambda: list(pool.map(read, files)), count)
        return {"parameters": None, "check": [], "ms": self.run(1)}

    def measure(self, request):
        return {"ms": self.run(request["count"])}


def reader_with_pillow(size):
    def read(path):
        with Image.open(path) as picture:
            resized = picture.convert("RGB").resize((size, size), Image.Resampling.BILINEAR)
            return np.asarray(resized)

    return read


def reader_with_torchvision(size):
    import torch
    from torchvision.io import ImageReadMode, decode_image
    from torchvision.transforms.v2 import functional

    torch.set_num_threads(1)

    def read(path):
        picture = decode_image(path, ImageReadMode.RGB)
        return functional.resize(picture, [size, size], antialias=True).numpy()

    return read
