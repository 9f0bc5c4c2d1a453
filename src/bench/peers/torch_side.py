"""PyTorch in eager mode as its tutorials and its performance guide write it: inference_mode, zero_grad(set_to_none), fused Adam."""

import os
import time

import numpy as np
import torch
from network_files import Workload
from serve import timed
from torch import nn
from torch_network import GraphNetwork, cross_entropy, fold_normalization

THREADS = int(os.environ["CONVOLVE_BENCH_THREADS"])
LAYOUTS = {"default": torch.contiguous_format, "channels-last": torch.channels_last}
LAYOUT = LAYOUTS[os.environ.get("CONVOLVE_BENCH_LAYOUT", "default")]
# Folding is what the performance guides advise for inference; autograd has no use for it.
IS_FOLDED = os.environ.get("CONVOLVE_BENCH_FOLDED") == "1"
torch.set_num_threads(THREADS)

WARM_LEARNING_RATE = 1e-3
SMALL_LEARNING_RATE = 1e-6


class TorchSide:
    def prepare(self, request):
        workload = Workload(request["folder"])
        return getattr(self, f"prepare_{request['kind'].replace('-', '_')}")(workload)

    def measure(self, request):
        return {"ms": self.run(request["count"])}

    def prepare_features(self, workload):
        network = in_layout(GraphNetwork(workload, workload.feature_layer, logits=False))
        parameters = count_parameters(network)
        network.eval()
        if IS_FOLDED:
            network = in_layout(fold_normalization(network))
        pictures = to_pictures(workload.inputs())

        def forward():
            with torch.inference_mode():
                return network(pictures).numpy()

        self.run = lambda count: timed(forward, count)
        first = forward()
        check = [float(x) for x in [*first[0][:64], *first[-1][:64]]]
        return {"parameters": parameters, "check": check, "ms": self.run(2)}

    def prepare_train(self, workload):
        return self.prepare_training(workload, True, workload.weighted_layers())

    def prepare_tune_all(self, workload):
        return self.prepare_training(workload, False, workload.weighted_layers())

    def prepare_tune_third(self, workload):
        return self.prepare_training(workload, False, workload.top_third)

    def prepare_training(self, workload, in_training_mode, trainable):
        network = in_layout(GraphNetwork(workload, workload.graph["output"]))
        network.train(in_training_mode)
        for name, module in network.layers.items():
            module.requires_grad_(name in trainable)
        pictures = to_pictures(workload.inputs())
        labels = torch.from_numpy(workload.labels().astype(np.int64))
        learned = [weight for weight in network.parameters() if weight.requires_grad]
        optimizer = make_adam(learned, WARM_LEARNING_RATE)

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss = cross_entropy(network(pictures), labels)
            loss.backward()
            optimizer.step()
            return loss.item()

        losses, spans = [], []
        for _ in range(2):
            start = time.perf_counter()
            losses.append(step())
            spans.append(1000 * (time.perf_counter() - start))
        for group in optimizer.param_groups:
            group["lr"] = SMALL_LEARNING_RATE
        self.run = lambda count: timed(step, count)
        return {"parameters": count_parameters(network), "check": losses, "ms": spans}

    def prepare_head(self, workload):
        """A frozen base with a fresh linear layer; the base in eval mode, so that autograd sees only the head."""
        base = in_layout(GraphNetwork(workload, workload.feature_layer, logits=False))
        base.eval().requires_grad_(False)
        pictures = to_pictures(workload.inputs())
        width = base(pictures[:1]).shape[1]
        head = nn.Sequential(nn.Dropout(0.2), nn.Linear(width, workload.classes))
        labels = torch.from_numpy(workload.labels().astype(np.int64))
        optimizer = make_adam(head.parameters(), WARM_LEARNING_RATE)

        def step():
            optimizer.zero_grad(set_to_none=True)
            loss = cross_entropy(head(base(pictures)), labels)
            loss.backward()
            optimizer.step()
            return loss.item()

        self.run = lambda count: timed(step, count)
        parameters = count_parameters(base) + count_parameters(head)
        return {"parameters": parameters, "ms": self.run(2)}

    def transfer(self, request):
        from torch_transfer import run_transfer

        return run_transfer(request, LAYOUT)


def in_layout(network):
    return network.to(memory_format=LAYOUT)


def to_pictures(inputs):
    """[batch, height, width, channels] as PyTorch takes it, in this side's memory layout."""
    pictures = torch.from_numpy(inputs.transpose(0, 3, 1, 2).copy())
    return pictures.contiguous(memory_format=LAYOUT)


def make_adam(parameters, learning_rate):
    """With Keras's epsilon; fused where this PyTorch has it for the processor."""
    parameters = list(parameters)
    try:
        return torch.optim.Adam(parameters, lr=learning_rate, eps=1e-7, fused=True)
    except RuntimeError:
        return torch.optim.Adam(parameters, lr=learning_rate, eps=1e-7)


def count_parameters(network):
    """With moving statistics, as Keras counts."""
    tensors = [*network.parameters(), *network.buffers()]
    return sum(tensor.numel() for tensor in tensors if tensor.dtype.is_floating_point)
