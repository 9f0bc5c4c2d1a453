"""The picture lists that the benchmark writes, and pixels as both transfer recipes read them."""

import json

import numpy as np
from PIL import Image


def read_lists(path):
    """Classes, and for train and validation the paths and the labels."""
    with open(path, encoding="utf-8") as file:
        lists = json.load(file)
    sides = {}
    for side in ("train", "validation"):
        paths = [entry[0] for entry in lists[side]]
        sides[side] = (paths, np.array([entry[1] for entry in lists[side]], dtype=np.int64))
    return lists["classes"], sides


def open_picture(path):
    with Image.open(path) as picture:
        return picture.convert("RGB")


def normalisation(folder):
    """Per channel: value = pixel / divisor - offset."""
    with open(f"{folder}/network.json", encoding="utf-8") as file:
        preprocessing = json.load(file)["preprocessing"]
    return np.float32(preprocessing["divisor"]), np.float32(preprocessing["offset"])
