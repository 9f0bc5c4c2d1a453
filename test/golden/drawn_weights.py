"""Weights and inputs that every language can draw the same, for the golden files from Keras."""

import keras
import numpy as np


def draw(name, shape):
    """Uniform in [-0.5, 0.5): a 32-bit hash of the name (FNV-1a), then a multiplicative sequence."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) % 2**32
    count = int(np.prod(shape))
    numbers = (np.arange(count, dtype=np.uint64) * 2654435761 + seed) % 2**32
    numbers = (numbers ^ (numbers >> 15)) * 2246822519 % 2**32
    return (numbers / 2**32 - 0.5).reshape(shape)


def fill(model):
    """Gives every weight its drawn value: kernels of unit gain, normalization near the identity."""
    for layer in model.layers:
        for weight in layer.weights:
            role = weight.name
            values = draw(f"{layer.name}/{role}", weight.shape)
            if role.endswith("kernel"):
                depthwise = role == "depthwise_kernel" or isinstance(
                    layer, keras.layers.DepthwiseConv2D
                )
                inputs = np.prod(weight.shape[:2] if depthwise else weight.shape[:-1])
                values = values * np.sqrt(24 / inputs)
            elif role in ("gamma", "moving_variance"):
                values = values * 0.5 + 1
            elif role in ("beta", "moving_mean", "bias"):
                values = values * 0.4
            weight.assign(values.astype(np.float32))


def sampled(values, count=20):
    """A few numbers of a tensor, spread over it, and its mean size."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    places = np.linspace(0, flat.size - 1, min(count, flat.size)).astype(int)
    return {
        "places": places.tolist(),
        "values": flat[places].tolist(),
        "meanSize": float(np.abs(flat).mean()),
    }
