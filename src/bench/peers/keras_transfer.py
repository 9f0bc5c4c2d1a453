"""
The two-phase recipe of keras.io/guides/transfer_learning: 20 epochs of a fresh head on the frozen base with Adam, random flips and
rotations and dropout 0.2 in the graph, then 10 epochs of everything with Adam(1e-5), normalizations in inference mode; decoded pictures
cached by tf.data, batches of 32. Only the base, its weights and the pictures are the benchmark's.
"""

import keras
import tensorflow as tf
from keras_network import build_keras
from network_files import Workload
from transfer_data import normalisation, read_lists

HEAD_EPOCHS = 20
FINE_TUNING_EPOCHS = 10
BATCH = 32


def run_transfer(request):
    keras.utils.set_random_seed(request["seed"])
    workload = Workload(request["folder"])
    classes, sides = read_lists(request["pictures"])
    size = workload.shape[:2]
    train, validation = (make_dataset(*sides[side], size) for side in ("train", "validation"))

    base = build_keras(workload, workload.feature_layer, "inference", logits=False)
    base.trainable = False
    augmentation = keras.Sequential(
        [keras.layers.RandomFlip("horizontal"), keras.layers.RandomRotation(0.1)]
    )
    divisor, offset = normalisation(request["folder"])
    inputs = keras.Input(shape=workload.shape)
    value = augmentation(inputs)
    value = keras.layers.Rescaling(scale=1 / float(divisor[0]), offset=-float(offset[0]))(value)
    value = base(value, training=False)
    value = keras.layers.GlobalAveragePooling2D()(value)
    value = keras.layers.Dropout(0.2)(value)
    outputs = keras.layers.Dense(len(classes))(value)
    model = keras.Model(inputs, outputs)

    teller = Teller(request["tell"], "head")
    fit(model, keras.optimizers.Adam(), HEAD_EPOCHS, train, validation, teller)
    base.trainable = True
    teller.phase = "fine-tuning"
    fit(model, keras.optimizers.Adam(1e-5), FINE_TUNING_EPOCHS, train, validation, teller)


def fit(model, optimizer, epochs, train, validation, teller):
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    model.fit(train, epochs=epochs, validation_data=validation, callbacks=[teller], verbose=0)


def make_dataset(paths, labels, size):
    def read(path, label):
        pixels = tf.io.decode_image(tf.io.read_file(path), channels=3, expand_animations=False)
        # The guide's resize has no antialias; with it the pictures are what the base was trained on.
        return tf.image.resize(pixels, size, antialias=True), label

    pairs = tf.data.Dataset.from_tensor_slices((paths, labels))
    pairs = pairs.map(read, num_parallel_calls=tf.data.AUTOTUNE).cache()
    # cats_vs_dogs comes shuffled; these lists are sorted by class.
    pairs = pairs.shuffle(len(paths), reshuffle_each_iteration=True)
    return pairs.batch(BATCH).prefetch(buffer_size=10)


class Teller(keras.callbacks.Callback):
    def __init__(self, tell, phase):
        super().__init__()
        self.tell = tell
        self.phase = phase
        self.epochs = 0

    def on_epoch_end(self, epoch, logs=None):
        self.epochs += 1
        self.tell({"phase": self.phase, "epoch": self.epochs, "accuracy": float(logs["val_accuracy"])})
