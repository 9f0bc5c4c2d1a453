"""Writes classification-figures.json: figures of scikit-learn for small seeded label sets.

Run: pip install scikit-learn numpy && python make_classification_figures.py
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn import metrics

warnings.filterwarnings("ignore")


def averages(labels, predicted, average):
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, predicted, average=average, zero_division=0
    )
    return {"precision": precision, "recall": recall, "f1": f1}


def case(name, seed, pictures, classes, sharpness, absent=()):
    generator = numpy.random.default_rng(seed)
    allowed = [c for c in range(classes) if c not in absent]
    labels = generator.choice(allowed, size=pictures)
    logits = generator.normal(size=(pictures, classes)) * sharpness
    logits[numpy.arange(pictures), labels] += sharpness
    exponentials = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(
        numpy.float32
    )
    predicted = probabilities.argmax(axis=1)
    everything = list(range(classes))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        labels, predicted, labels=everything, zero_division=0
    )
    top_k = lambda k: (
        metrics.top_k_accuracy_score(labels, probabilities, k=k, labels=everything)
        if k < classes
        else 1.0
    )
    return {
        "name": name,
        "classCount": classes,
        "labels": labels.tolist(),
        "probabilities": [float(f"{p:.9g}") for p in probabilities.ravel()],
        "accuracy": metrics.accuracy_score(labels, predicted),
        "top2": top_k(2),
        "top5": top_k(5),
        "logLoss": metrics.log_loss(labels, probabilities, labels=everything),
        "confusion": metrics.confusion_matrix(
            labels, predicted, labels=everything
        ).tolist(),
        "binary": metrics.multilabel_confusion_matrix(
            labels, predicted, labels=everything
        ).tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "macro": averages(labels, predicted, "macro"),
        "weighted": averages(labels, predicted, "weighted"),
    }


def wilson(successes, total):
    """Wilson 1927, as the roots of (p - successes/total)^2 = z^2 p (1 - p) / total."""
    z = 1.959963984540054
    share = successes / total
    roots = numpy.roots(
        [1 + z * z / total, -(2 * share + z * z / total), share * share]
    )
    return {
        "successes": successes,
        "total": total,
        "low": float(max(0, roots.min())),
        "high": float(min(1, roots.max())),
    }


golden = {
    "scikitLearn": sklearn.__version__,
    "cases": [
        case("ten classes", 1, 60, 10, 1.5),
        case("three classes, one never a label", 2, 20, 3, 0.8, absent=(1,)),
        case("eight classes, two never a label, sure of itself", 3, 40, 8, 6.0, (2, 5)),
        case("two classes", 4, 15, 2, 1.0),
    ],
    "wilson": [
        wilson(*pair) for pair in [(0, 10), (10, 10), (1, 3), (73, 100), (940, 1000)]
    ],
}
target = pathlib.Path(__file__).with_name("classification-figures.json")
target.write_text(json.dumps(golden) + "\n")
