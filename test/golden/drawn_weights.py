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


def weights_of(model):
    """(layer, role, weight) of every weight, those of nested models too. Keras numbers the weight of LayerScale; it is gamma."""
    for layer in model._flatten_layers(include_self=False):
        for weight in layer._trainable_variables + layer._non_trainable_variables:
            scale = type(layer).__name__ == "LayerScale"
            yield layer, "gamma" if scale else weight.name, weight


def fill(model, gain=2):
    """Gives every weight its drawn value: kernels of that gain (of variance), normalization near the identity."""
    for layer, role, weight in weights_of(model):
        values = draw(f"{layer.name}/{role}", weight.shape)
        if role.endswith("kernel"):
            depthwise = role == "depthwise_kernel" or isinstance(
                layer, keras.layers.DepthwiseConv2D
            )
            inputs = np.prod(weight.shape[:2] if depthwise else weight.shape[:-1])
            values = values * np.sqrt(12 * gain / inputs)
        elif role in ("gamma", "moving_variance", "variance"):
            values = values * 0.5 + 1
        elif role in ("beta", "moving_mean", "mean", "bias"):
            values = values * 0.4
        elif role == "count":
            values = np.zeros(weight.shape)
        weight.assign(values.astype(weight.dtype))
        if role == "count":  # The last weight of Normalization, which computes with a copy of its statistics.
            layer.finalize_state()


def sampled(values, count=20):
    """A few numbers of a tensor, spread over it, and its mean size."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    places = np.linspace(0, flat.size - 1, min(count, flat.size)).astype(int)
    return {
        "places": places.tolist(),
        "values": flat[places].tolist(),
        "meanSize": float(np.abs(flat).mean()),
    }
