"""Makes the small files of operations that lie here and expected.json: what PyTorch, onnxruntime and TensorFlow answer with each for
draw("pictures", [2, 16, 16, 3]). The PyTorch models are written by torch.onnx.export; the TensorFlow ones have the operations that
tf2onnx and tensorflowjs_converter write (both lack a release for the present TensorFlow).

pip install torch onnx onnxruntime tensorflow-cpu; python test/golden/operations/make.py
"""

import json
import os
import sys
import warnings
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
warnings.simplefilter("ignore")

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from drawn_weights import draw  # noqa: E402

PICTURES = draw("pictures", (2, 16, 16, 3)).astype(np.float32)
FIRST = PICTURES.transpose(0, 3, 1, 2).copy()
EXPECTED = {}


def drawn(name, *shape, spread=0.8):
    return (draw(name, shape) * spread).astype(np.float32)


class Gate(nn.Module):
    """Squeeze and excitation with the activations of MobileNetV3."""

    def __init__(self, channels):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, 4, 1)
        self.fc2 = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        return x * nn.functional.hardsigmoid(self.fc2(torch.relu(self.fc1(self.pool(x)))))


class Classifier(nn.Module):
    """What torchvision's networks are made of: stem, residual and mobile blocks, an inception module, a flattened head."""

    def __init__(self, mobile_activation=nn.Hardswish):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.residual = nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8),
        )
        self.mobile = nn.Sequential(
            nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8), mobile_activation(),
            Gate(8), nn.Conv2d(8, 12, 1), nn.LeakyReLU(0.1),
        )
        self.grouped = nn.Sequential(nn.Conv2d(12, 6, 3, padding=2, dilation=2, groups=2), nn.SiLU())
        self.narrow = nn.Sequential(nn.MaxPool2d(2, 1, ceil_mode=True), nn.Conv2d(12, 4, 1), nn.ReLU6())
        self.average = nn.AvgPool2d(2, 2)
        self.head = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(10 * 2 * 2, 7), nn.ReLU(), nn.Linear(7, 5), nn.Softmax(1)
        )

    def forward(self, x):
        x = self.pool(self.stem(x))
        x = torch.relu(x + self.residual(x))
        x = self.mobile(x)
        x = nn.functional.pad(self.narrow(torch.relu(x)), (0, 1, 0, 1)), self.grouped(x)
        return self.head(torch.flatten(self.average(torch.cat(x, 1)), 1))


class Viewed(nn.Module):
    """Older code: x.view(x.size(0), -1), whose shape is computed in the graph."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 5, stride=4)
        self.linear = nn.Linear(6 * 3 * 3, 4)

    def forward(self, x):
        x = (torch.relu(self.conv(x * 2 - 1)) - 0.1) / 0.3
        return self.linear(x.view(x.size(0), -1))


def fill(module):
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if value.dtype != torch.float32:
                continue
            numbers = draw(name, tuple(value.shape)).astype(np.float32)
            positive = name.endswith("running_var") or value.dim() == 1 and "weight" in name
            value.copy_(torch.from_numpy(numbers * 0.5 + 1 if positive else numbers * 0.8))
    return module.eval()


def export(name, module, **options):
    fill(module)
    path = HERE / f"{name}.onnx"
    torch.onnx.export(
        module, (torch.from_numpy(FIRST),), str(path), dynamo=False,
        input_names=["input"], dynamic_axes={"input": {0: "batch"}}, **options,
    )
    with torch.no_grad():
        expect(name, module(torch.from_numpy(FIRST)).numpy())
    [answer] = onnxruntime.InferenceSession(str(path)).run(None, {"input": FIRST})
    assert np.abs(answer.ravel() - EXPECTED[name]).max() < 1e-5


def expect(name, answer):
    EXPECTED[name] = [round(float(value), 7) for value in np.ravel(answer)]


def from_keras():
    """The operations that tf2onnx makes of a Keras network: channels turned to the front and back, axes and pads as inputs."""
    weights = {
        "kernel": drawn("kernel", 6, 3, 3, 3),
        "scale": drawn("scale", 1, 6, 1, 1) + 1, "shift": drawn("shift", 1, 6, 1, 1),
        "depthwise": drawn("depthwise", 6, 1, 3, 3),
        "gamma": drawn("gamma", 6) + 1, "beta": drawn("beta", 6),
        "mean": drawn("mean", 6), "variance": drawn("variance", 6) + 1,
        "low": np.float32(0), "high": np.float32(6),
        "pads": np.array([0, 0, 0, 0, 0, 0, 1, 1], np.int64), "row": np.array([-1, 96], np.int64),
        "table": drawn("table", 96, 5), "bias": drawn("bias", 5),
    }
    node = helper.make_node
    nodes = [
        node("Transpose", ["pictures"], ["first"], perm=[0, 3, 1, 2]),
        node("Conv", ["first", "kernel"], ["a"], "model/conv/Conv2D", auto_pad="SAME_UPPER", strides=[2, 2]),
        node("Mul", ["a", "scale"], ["b"]), node("Add", ["b", "shift"], ["c"]),
        node("Clip", ["c", "low", "high"], ["d"], "model/relu6"),
        node("Pad", ["d", "pads"], ["e"]),
        node("Conv", ["e", "depthwise"], ["f"], "model/depthwise", group=6, strides=[2, 2], kernel_shape=[3, 3]),
        node("BatchNormalization", ["f", "gamma", "beta", "mean", "variance"], ["g"], epsilon=0.001),
        node("HardSigmoid", ["g"], ["h"]),
        node("Transpose", ["h"], ["last"], perm=[0, 2, 3, 1]),
        node("Reshape", ["last", "row"], ["i"]),
        node("MatMul", ["i", "table"], ["j"]), node("Add", ["j", "bias"], ["k"]),
        node("Softmax", ["k"], ["answer"], axis=1),
    ]
    graph = helper.make_graph(
        nodes, "model",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["batch", 16, 16, 3])],
        [helper.make_tensor_value_info("answer", TensorProto.FLOAT, ["batch", 5])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="tf2onnx", ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, HERE / "keras.onnx")
    [answer] = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"pictures": PICTURES})
    expect("keras.onnx", answer)
    (HERE / "external.data").unlink(missing_ok=True)
    onnx.save(
        model, HERE / "external.onnx", save_as_external_data=True, location="external.data", size_threshold=512
    )


def graph_model():
    """A frozen graph of TensorFlow as tensorflowjs_converter writes it, also rounded to 8 and 16 bits."""
    import tensorflow as tf
    from google.protobuf import json_format

    v1 = tf.compat.v1
    weights = {
        "conv/kernel": drawn("conv/kernel", 3, 3, 3, 6), "conv/bias": drawn("conv/bias", 6),
        "depthwise/kernel": drawn("depthwise/kernel", 3, 3, 6, 2),
        "scale": drawn("scale", 12) + 1, "offset": drawn("offset", 12),
        "mean": drawn("mean", 12), "variance": drawn("variance", 12) + 1,
        "second/kernel": drawn("second/kernel", 1, 1, 12, 6), "factor": drawn("factor", 6) + 1, "shift": drawn("shift", 6),
        "pads": np.array([[0, 0], [1, 1], [0, 2], [0, 0]], np.int32), "axes": np.array([1, 2], np.int32),
        "axis": np.int32(3), "begin": np.array([0], np.int32), "end": np.array([1], np.int32), "step": np.array([1], np.int32),
        "first": np.int32(1), "width": np.int32(12), "row": np.array([-1, 12], np.int32),
        "table": drawn("table", 12, 5), "bias": drawn("bias", 5), "half": np.float32(2), "one": np.float32(1),
    }
    graph = tf.Graph()
    with graph.as_default():
        c = {name: tf.constant(value, name=name) for name, value in weights.items()}
        x = v1.placeholder(tf.float32, (None, 16, 16, 3), name="pictures")
        x = x * c["half"] - c["one"]
        x = tf.nn.conv2d(tf.pad(x, c["pads"]), c["conv/kernel"], 2, "VALID", name="conv/Conv2D")
        x = tf.nn.relu6(tf.nn.bias_add(x, c["conv/bias"], name="conv/BiasAdd"), name="conv/Relu6")
        y = tf.raw_ops.DepthwiseConv2dNative(input=x, filter=c["depthwise/kernel"], strides=[1, 1, 1, 1], padding="SAME")
        y = tf.raw_ops.FusedBatchNormV3(
            x=y, scale=c["scale"], offset=c["offset"], mean=c["mean"], variance=c["variance"], epsilon=1e-3, is_training=False
        ).y
        y = tf.nn.conv2d(tf.nn.leaky_relu(y, 0.1), c["second/kernel"], 1, "SAME")
        y = tf.nn.sigmoid(tf.raw_ops.AddV2(x=y * c["factor"], y=c["shift"]))
        x = tf.concat([x * y, tf.nn.max_pool2d(x, 3, 1, "SAME")], c["axis"])
        x = tf.nn.avg_pool2d(x, 2, 2, "SAME")
        x = tf.reshape(tf.reduce_mean(x, c["axes"], keepdims=True), c["row"])
        point = tf.stack([tf.strided_slice(tf.shape(x), c["begin"], c["end"], c["step"], shrink_axis_mask=1), c["first"], c["first"], c["width"]])
        x = tf.squeeze(tf.reshape(x, point), [1, 2])
        x = tf.nn.softmax(tf.matmul(x, c["table"]) + c["bias"], name="answer")
    for dtype in (None, "uint8", "uint16", "float16"):
        write_graph_model(graph, weights, dtype, v1, json_format)


def write_graph_model(graph, weights, dtype, v1, json_format):
    name = "graph-model" if dtype is None else f"graph-model.{dtype}"
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    entries, parts, back = [], [], {}
    for key, value in weights.items():
        entry = {"name": key, "shape": list(np.shape(value)), "dtype": str(np.asarray(value).dtype)}
        stored = np.asarray(value)
        back[key] = stored
        if dtype is not None and entry["dtype"] == "float32":
            stored, entry["quantization"], back[key] = quantised(stored, dtype)
        entries.append(entry)
        parts.append(stored.tobytes())
    nodes = []
    definition = graph.as_graph_def()
    for node in definition.node:
        described = json_format.MessageToDict(node)
        if node.op == "Const":
            node.attr["value"].tensor.CopyFrom(v1.make_tensor_proto(back[node.name]))
            described["attr"].pop("value", None)
        nodes.append(described)
    model = {
        "format": "graph-model", "generatedBy": "2.21", "convertedBy": "TensorFlow.js Converter",
        "modelTopology": {"node": nodes, "versions": {"producer": 1}},
        "weightsManifest": [{"paths": ["group1-shard1of1.bin"], "weights": entries}],
    }
    (folder / "model.json").write_text(json.dumps(model))
    (folder / "group1-shard1of1.bin").write_bytes(b"".join(parts))
    read_back = v1.Graph()
    with read_back.as_default():
        v1.import_graph_def(definition, name="")
    with v1.Session(graph=read_back) as session:
        expect(name, session.run("answer:0", {"pictures:0": PICTURES}))


def quantised(values, dtype):
    """tensorflowjs/quantization.py: an affine map of the range onto the whole numbers, with zero in it kept exact."""
    if dtype == "float16":
        stored = values.astype(np.float16)
        return stored, {"dtype": dtype, "original_dtype": "float32"}, stored.astype(np.float32)
    levels = np.iinfo(dtype).max
    low, high = float(values.min()), float(values.max())
    if low == high:
        scale, low = (1.0, low)
        stored = np.zeros(values.shape, dtype)
    else:
        scale = (high - low) / levels
        if low <= 0 <= high:
            low = round(low / scale) * scale
        stored = np.clip(np.round((values - low) / scale), 0, levels).astype(dtype)
    quantization = {"dtype": dtype, "min": low, "scale": scale, "original_dtype": "float32"}
    return stored, quantization, (stored * np.float64(scale) + low).astype(np.float32)


torch.manual_seed(0)
export("torchvision", Classifier())
export(
    "torchvision-unfolded", Classifier(nn.ReLU6),
    training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, opset_version=11,
)
export("viewed", Viewed(), opset_version=9, do_constant_folding=False)
from_keras()
graph_model()
(HERE / "expected.json").write_text(json.dumps(EXPECTED, indent=1) + "\n")
