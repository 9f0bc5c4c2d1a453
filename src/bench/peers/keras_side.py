"""
Keras on TensorFlow, used as its guides do: compile, train_on_batch and fit, whose steps run as graphs; features come from the model in a
tf.function, which is a little faster than predict. jit_compile is left as it comes: on a processor Keras itself switches it off.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
THREADS = int(os.environ["CONVOLVE_BENCH_THREADS"])

import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(THREADS)
tf.config.threading.set_inter_op_parallelism_threads(THREADS)

import time

import keras
import numpy as np
from keras_network import build_keras
from network_files import Workload
from serve import timed

WARM_LEARNING_RATE = 1e-3
SMALL_LEARNING_RATE = 1e-6
HEAD_STEPS = 5


class KerasSide:
    def prepare(self, request):
        if request["kind"] == "decode":
            return self.prepare_decode(request["files"], request["size"])
        keras.backend.clear_session()
        workload = Workload(request["folder"])
        return getattr(self, f"prepare_{request['kind'].replace('-', '_')}")(workload)

    def measure(self, request):
        return {"ms": self.run(request["count"])}

    def prepare_features(self, workload):
        model = build_keras(workload, workload.feature_layer, logits=False)
        forward = tf.function(lambda x: model(x, training=False))
        pictures = tf.constant(workload.inputs())
        self.run = lambda count: timed(lambda: forward(pictures).numpy(), count)
        first = forward(pictures).numpy()
        return {
            "parameters": model.count_params(),
            "check": sample_of(first),
            "ms": self.run(2),
        }

    def prepare_train(self, workload):
        return self.prepare_training(workload, "training", workload.weighted_layers())

    def prepare_tune_all(self, workload):
        return self.prepare_training(workload, "inference", workload.weighted_layers())

    def prepare_tune_third(self, workload):
        return self.prepare_training(workload, "inference", workload.top_third)

    def prepare_training(self, workload, normalization, trainable):
        model = build_keras(workload, workload.graph["output"], normalization)
        for layer in model.layers:
            layer.trainable = layer.name in trainable
        model.compile(
            optimizer=keras.optimizers.Adam(WARM_LEARNING_RATE),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )
        pictures = tf.constant(workload.inputs())
        labels = tf.constant(workload.labels())
        step = lambda: float(model.train_on_batch(pictures, labels))
        losses, spans = [], []
        for _ in range(2):
            start = time.perf_counter()
            # What train_on_batch returns is the mean since the last reset.
            model.reset_metrics()
            losses.append(step())
            spans.append(1000 * (time.perf_counter() - start))
        model.optimizer.learning_rate.assign(SMALL_LEARNING_RATE)
        self.run = lambda count: timed(step, count)
        return {"parameters": model.count_params(), "check": losses, "ms": spans}

    def prepare_head(self, workload):
        """The frozen-base fit of keras.io/guides/transfer_learning: the base stays in the graph, called with training=False."""
        base = build_keras(workload, workload.feature_layer, logits=False)
        base.trainable = False
        inputs = keras.Input(shape=workload.shape)
        value = base(inputs, training=False)
        value = keras.layers.Dropout(0.2)(value)
        model = keras.Model(inputs, keras.layers.Dense(workload.classes)(value))
        model.compile(
            optimizer=keras.optimizers.Adam(),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )
        pictures = np.concatenate([workload.inputs()] * HEAD_STEPS)
        labels = np.concatenate([workload.labels()] * HEAD_STEPS)
        clock = StepClock()

        def run(count):
            spans = []
            while len(spans) < count:
                clock.ends = []
                model.fit(
                    pictures,
                    labels,
                    batch_size=workload.batch,
                    epochs=1,
                    verbose=0,
                    callbacks=[clock],
                )
                spans += [1000 * span for span in np.diff(clock.ends)]
            return spans

        self.run = run
        return {"parameters": model.count_params(), "ms": run(1)[-1:]}

    def prepare_decode(self, files, size):
        """As keras.utils.image_dataset_from_directory reads: decoded, resized without antialias, in parallel."""

        def read(path):
            pixels = tf.io.decode_image(tf.io.read_file(path), channels=3, expand_animations=False)
            return tf.image.resize(pixels, (size, size))

        pictures = tf.data.Dataset.from_tensor_slices(files)
        pictures = pictures.map(read, num_parallel_calls=THREADS).batch(32).prefetch(2)

        def read_all():
            for _ in pictures:
                pass

        self.run = lambda count: timed(read_all, count)
        return {"parameters": None, "check": [], "ms": self.run(1)}

    def save(self, request):
        """The whole network as a file for the cold start."""
        workload = Workload(request["folder"])
        model = build_keras(workload, workload.graph["output"], logits=False)
        model.save(os.path.join(request["folder"], "network.keras"))

    def transfer(self, request):
        from keras_transfer import run_transfer

        return run_transfer(request)


class StepClock(keras.callbacks.Callback):
    """When each step of a fit ended."""

    def __init__(self):
        super().__init__()
        self.ends = []

    def on_train_batch_end(self, batch, logs=None):
        self.ends.append(time.perf_counter())


def sample_of(values):
    """The first numbers of the first and of the last row."""
    return [float(x) for x in [*values[0][:64], *values[-1][:64]]]
