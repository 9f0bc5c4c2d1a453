"""The benchmark's networks in Keras, built layer by layer from the layer graph, whose ops and attributes are Keras's own."""

import keras
from network_files import layers_to, pair


def build_keras(workload, last, batch_normalization="training", logits=True):
    """
    A functional model up to the layer `last`.
    batch_normalization: "inference" uses running averages also while the rest of the model trains.
    logits: leaves a final softmax away, for a loss with from_logits=True.
    """
    inputs = keras.Input(shape=workload.shape, name="pictures")
    values = {workload.graph["input"]["name"]: inputs}
    for node in layers_to(workload.graph, last):
        layer = make_layer(node, logits and node["name"] == last, batch_normalization)
        arguments = [values[name] for name in node["inputs"]]
        values[node["name"]] = layer(arguments if len(arguments) > 1 else arguments[0])
    model = keras.Model(inputs, values[last])
    load_weights(model, workload.weights)
    return model


def load_weights(model, weights):
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(
                [weights[f"{layer.name}/{variable.name}"] for variable in layer.weights]
            )


class InferenceNormalization(keras.layers.BatchNormalization):
    """
    Keeps to its running averages. The guide's way, `base(inputs, training=False)`, means the same, but Keras 3.15 passes the
    outer model's training=True over it in fit (Functional.call), so that thawed normalizations would train.
    """

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs, training=False, mask=mask)


def make_layer(node, logits, batch_normalization):
    name, attributes = node["name"], node["attributes"]
    activation = attributes.get("activation", "linear")
    if logits and activation == "softmax":
        activation = "linear"
    match node["op"]:
        case "conv2d":
            return keras.layers.Conv2D(
                attributes["filters"],
                pair(attributes["kernelSize"], 1),
                strides=pair(attributes.get("strides"), 1),
                padding=attributes.get("padding", "valid"),
                use_bias=attributes.get("useBias", True),
                activation=activation,
                name=name,
            )
        case "depthwiseConv2d":
            return keras.layers.DepthwiseConv2D(
                pair(attributes["kernelSize"], 1),
                strides=pair(attributes.get("strides"), 1),
                padding=attributes.get("padding", "valid"),
                use_bias=attributes.get("useBias", True),
                activation=activation,
                name=name,
            )
        case "dense":
            return keras.layers.Dense(
                attributes["units"],
                use_bias=attributes.get("useBias", True),
                activation=activation,
                name=name,
            )
        case "batchNormalization":
            kind = (
                InferenceNormalization
                if batch_normalization == "inference"
                else keras.layers.BatchNormalization
            )
            return kind(
                momentum=attributes.get("momentum", 0.99),
                epsilon=attributes.get("epsilon", 0.001),
                name=name,
            )
        case "activation":
            if activation == "relu6":
                return keras.layers.ReLU(6.0, name=name)
            return keras.layers.Activation(activation, name=name)
        case "averagePooling2d":
            return keras.layers.AveragePooling2D(
                pair(attributes.get("poolSize"), 2), name=name
            )
        case "globalAveragePooling2d":
            return keras.layers.GlobalAveragePooling2D(name=name)
        case "zeroPadding2d":
            return keras.layers.ZeroPadding2D(attributes["padding"], name=name)
        case "flatten":
            return keras.layers.Flatten(name=name)
        case "add":
            return keras.layers.Add(name=name)
        case op:
            raise ValueError(f"the benchmark has no Keras layer for the op {op}")
