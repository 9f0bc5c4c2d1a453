"""From the start of a process to the first prediction: `python cold_start.py keras|torch|onnxruntime FOLDER PICTURE`."""

import json
import os
import sys

THREADS = int(os.environ["CONVOLVE_BENCH_THREADS"])


def main():
    kind, folder, path = sys.argv[1:]
    with open(os.path.join(folder, "network.json"), encoding="utf-8") as file:
        shape = json.load(file)["graph"]["input"]["shape"]
    predict = {"keras": predict_keras, "torch": predict_torch, "onnxruntime": predict_onnxruntime}
    scores = predict[kind](folder, read_picture(path, shape))
    print(json.dumps([float(score) for score in scores]))


def read_picture(path, shape):
    import numpy as np
    from PIL import Image

    height, width, channels = shape
    with Image.open(path) as picture:
        picture = picture.convert("L" if channels == 1 else "RGB")
        resized = picture.resize((width, height), Image.Resampling.BILINEAR)
    return (np.asarray(resized, dtype=np.float32) / 127.5 - 1).reshape(1, *shape)


def predict_keras(folder, pixels):
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras

    model = keras.saving.load_model(os.path.join(folder, "network.keras"), compile=False)
    # Calling the model once is faster than predict, which first builds a graph.
    return model(pixels, training=False).numpy()[0]


def predict_torch(folder, pixels):
    import torch
    from network_files import Workload
    from torch_network import GraphNetwork

    torch.set_num_threads(THREADS)
    workload = Workload(folder)
    network = GraphNetwork(workload, workload.graph["output"], logits=False).eval()
    with torch.inference_mode():
        return network(torch.from_numpy(pixels.transpose(0, 3, 1, 2).copy()))[0].numpy()


def predict_onnxruntime(folder, pixels):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(
        os.path.join(folder, "network.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"pictures": pixels.transpose(0, 3, 1, 2)})[0][0]


if __name__ == "__main__":
    main()
