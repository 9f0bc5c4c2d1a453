"""Plain onnxruntime from Python, on the network as PyTorch's exporter writes it; onnxruntime cannot train this way."""

import io
import os

import onnxruntime
import torch
from network_files import Workload
from serve import timed
from torch_network import GraphNetwork

THREADS = int(os.environ["CONVOLVE_BENCH_THREADS"])


class OnnxruntimeSide:
    def prepare(self, request):
        if request["kind"] != "features":
            raise ValueError(f"onnxruntime has no {request['kind']}")
        workload = Workload(request["folder"])
        network = GraphNetwork(workload, workload.feature_layer, logits=False).eval()
        pictures = workload.inputs().transpose(0, 3, 1, 2).copy()
        session = open_session(export(network, pictures))
        forward = lambda: session.run(None, {"pictures": pictures})[0]
        self.run = lambda count: timed(forward, count)
        first = forward()
        check = [float(x) for x in [*first[0][:64], *first[-1][:64]]]
        return {"parameters": None, "check": check, "ms": self.run(2)}

    def measure(self, request):
        return {"ms": self.run(request["count"])}

    def save(self, request):
        """The whole network as a file for the cold start."""
        workload = Workload(request["folder"])
        network = GraphNetwork(workload, workload.graph["output"], logits=False).eval()
        pictures = workload.inputs().transpose(0, 3, 1, 2).copy()
        with open(os.path.join(request["folder"], "network.onnx"), "wb") as file:
            file.write(export(network, pictures))


def export(network, pictures):
    """The network as an ONNX file, in memory."""
    target = io.BytesIO()
    torch.onnx.export(
        network,
        (torch.from_numpy(pictures),),
        target,
        input_names=["pictures"],
        output_names=["features"],
        dynamic_axes={"pictures": {0: "batch"}, "features": {0: "batch"}},
        dynamo=False,
    )
    return target.getvalue()


def open_session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
