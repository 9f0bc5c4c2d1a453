"""Reads what the benchmark writes for every side: the network as a layer graph, its weights and one batch of inputs."""

import json
import os

import numpy as np


class Workload:
    """One network with everything that a side needs to run it."""

    def __init__(self, folder):
        with open(os.path.join(folder, "network.json"), encoding="utf-8") as file:
            described = json.load(file)
        self.folder = folder
        self.graph = described["graph"]
        self.feature_layer = described["featureLayer"]
        self.batch = described["batch"]
        self.classes = described["classes"]
        self.top_third = set(described["topThird"])
        self.shape = self.graph["input"]["shape"]
        self.weights = read_safetensors(os.path.join(folder, "weights.safetensors"))

    def inputs(self):
        """[batch, height, width, channels], float32"""
        path = os.path.join(self.folder, "input.f32")
        return np.fromfile(path, dtype="<f4").reshape([self.batch, *self.shape])

    def labels(self):
        """[batch], class of each picture"""
        return np.arange(self.batch) % self.classes

    def weighted_layers(self):
        return {name.split("/")[0] for name in self.weights}


def read_safetensors(path):
    """Name -> array; float32 and float16 files, https://huggingface.co/docs/safetensors."""
    with open(path, "rb") as file:
        data = file.read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    arrays = {}
    for name, entry in header.items():
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        kind = {"F32": "<f4", "F16": "<f2"}[entry["dtype"]]
        array = np.frombuffer(data[start:end], dtype=kind).reshape(entry["shape"])
        arrays[name] = array.astype(np.float32)
    return arrays


def layers_to(graph, last):
    """The layers that the layer `last` needs, in order."""
    needed = {last}
    for node in reversed(graph["layers"]):
        if node["name"] in needed:
            needed.update(node["inputs"])
    return [node for node in graph["layers"] if node["name"] in needed]


def pair(value, default):
    """Keras's way of giving height and width by one number."""
    if value is None:
        value = default
    return list(value) if isinstance(value, (list, tuple)) else [value, value]
