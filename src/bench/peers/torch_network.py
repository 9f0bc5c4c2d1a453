"""
The benchmark's networks in PyTorch, built from the layer graph: the same function and the same weights as in Keras. Padding "same"
is TensorFlow's, the odd pixel at the end; where it is even on both sides the convolution pads by itself.
"""

import torch
from network_files import layers_to, pair
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval


class GraphNetwork(nn.Module):
    """A plan of modules, worked through in order; values are let go after their last reader."""

    def __init__(self, workload, last, logits=True):
        super().__init__()
        nodes = layers_to(workload.graph, last)
        readers = {}
        for position, node in enumerate(nodes):
            for name in node["inputs"]:
                readers.setdefault(name, []).append(position)
        source = workload.graph["input"]["name"]
        sizes = {source: workload.shape[0]}
        self.layers = nn.ModuleDict()
        self.plan = []
        self.source, self.last = source, last
        for position, node in enumerate(nodes):
            module, size = make_module(
                node,
                sizes[node["inputs"][0]],
                workload.weights,
                logits and node["name"] == last,
                # What nobody else reads may be overwritten, as torchvision's networks do.
                inplace=len(readers[node["inputs"][0]]) == 1,
            )
            sizes[node["name"]] = size
            self.layers[node["name"]] = module
            finished = [name for name in node["inputs"] if readers[name][-1] == position]
            self.plan.append((module, node["name"], node["inputs"], finished))

    def forward(self, pictures):
        values = {self.source: pictures}
        for module, name, inputs, finished in self.plan:
            value = module(*[values[key] for key in inputs])
            for key in finished:
                del values[key]
            values[name] = value
        return values[self.last]


def make_module(node, size, weights, logits, inplace):
    """The module of a layer with its weights, and the side of its output."""
    name, attributes = node["name"], node["attributes"]
    match node["op"]:
        case "conv2d":
            kernel = weights[f"{name}/kernel"].transpose(3, 2, 0, 1)
            return convolution(node, size, kernel, 1, weights.get(f"{name}/bias"))
        case "depthwiseConv2d":
            kernel = weights[f"{name}/kernel"]
            kernel = kernel.transpose(2, 3, 0, 1)
            channels = kernel.shape[0]
            return convolution(node, size, kernel, channels, weights.get(f"{name}/bias"))
        case "dense":
            kernel = weights[f"{name}/kernel"]
            module = nn.Linear(kernel.shape[0], kernel.shape[1])
            set_weight(module.weight, kernel.T)
            set_weight(module.bias, weights[f"{name}/bias"])
            kind = attributes.get("activation", "linear")
            return with_activation(module, "linear" if logits and kind == "softmax" else kind), 1
        case "batchNormalization":
            gamma = weights[f"{name}/gamma"]
            module = nn.BatchNorm2d(
                gamma.shape[0],
                eps=attributes.get("epsilon", 0.001),
                momentum=1 - attributes.get("momentum", 0.99),
            )
            set_weight(module.weight, gamma)
            set_weight(module.bias, weights[f"{name}/beta"])
            set_weight(module.running_mean, weights[f"{name}/moving_mean"])
            set_weight(module.running_var, weights[f"{name}/moving_variance"])
            return module, size
        case "activation":
            return activation_module(attributes["activation"], inplace), size
        case "averagePooling2d":
            window = pair(attributes.get("poolSize"), 2)[0]
            return nn.AvgPool2d(window), size // window
        case "globalAveragePooling2d":
            return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), 1
        case "flatten":
            return FlattenChannelsLast(), 1
        case "zeroPadding2d":
            (top, bottom), (left, right) = attributes["padding"]
            return nn.ZeroPad2d((left, right, top, bottom)), size + top + bottom
        case "add":
            return Add(), size
        case op:
            raise ValueError(f"the benchmark has no PyTorch module for the op {op}")


def convolution(node, size, kernel, groups, bias):
    attributes = node["attributes"]
    extent = kernel.shape[-1]
    stride = pair(attributes.get("strides"), 1)[0]
    before = after = 0
    if attributes.get("padding", "valid") == "same":
        output = -(-size // stride)
        padding = max(0, (output - 1) * stride + extent - size)
        before, after = padding // 2, padding - padding // 2
    else:
        output = (size - extent) // stride + 1
    module = nn.Conv2d(
        kernel.shape[1] * groups,
        kernel.shape[0],
        extent,
        stride=stride,
        padding=before if before == after else 0,
        groups=groups,
        bias=bias is not None,
    )
    set_weight(module.weight, kernel)
    if bias is not None:
        set_weight(module.bias, bias)
    if before != after:
        module = nn.Sequential(nn.ZeroPad2d((before, after, before, after)), module)
    return with_activation(module, attributes.get("activation", "linear")), output


def with_activation(module, kind):
    if kind == "linear":
        return module
    return nn.Sequential(module, activation_module(kind, True))


def activation_module(kind, inplace):
    match kind:
        case "relu":
            return nn.ReLU(inplace=inplace)
        case "relu6":
            return nn.ReLU6(inplace=inplace)
        case "tanh":
            return nn.Tanh()
        case "softmax":
            return nn.Softmax(dim=1)
        case _:
            raise ValueError(f"the benchmark has no PyTorch activation {kind}")


class Add(nn.Module):
    def forward(self, left, right):
        return left + right


class FlattenChannelsLast(nn.Module):
    """In the order of Keras, so that the same dense weights fit."""

    def forward(self, value):
        return value.permute(0, 2, 3, 1).flatten(1)


def set_weight(target, value):
    with torch.no_grad():
        target.copy_(torch.from_numpy(value.copy()))


def fold_normalization(network):
    """The network in eval mode with every normalization folded into the convolution before it, by PyTorch's own helper."""
    readers = {}
    for _, _, inputs, _ in network.plan:
        for name in inputs:
            readers[name] = readers.get(name, 0) + 1
    plan = []
    for module, name, inputs, finished in network.plan:
        before = inputs[0]
        convolution = network.layers[before] if before in network.layers else None
        if isinstance(convolution, nn.Sequential) and len(convolution) == 2:
            padding, inner = convolution
        else:
            padding, inner = None, convolution
        if isinstance(module, nn.BatchNorm2d) and isinstance(inner, nn.Conv2d) and readers[before] == 1:
            folded = fuse_conv_bn_eval(inner, module)
            folded = folded if padding is None else nn.Sequential(padding, folded)
            position = [step[1] for step in plan].index(before)
            _, _, sources, ended = plan[position]
            plan[position] = (folded, before, sources, ended)
            network.layers[before] = folded
            network.layers[name] = module = nn.Identity()
        plan.append((module, name, inputs, finished))
    network.plan = plan
    return network


def cross_entropy(scores, labels):
    return functional.cross_entropy(scores, labels)
