"""Cases and the quality of scikit-learn's StratifiedGroupKFold on them, for test/unit/datasets/grouped-quality.test.ts.

Run: python make_grouped_folds.py > grouped-folds.json  (scikit-learn 1.5 or later)
Quality: over the classes, the mean of the standard deviation of a class's shares over the folds, and the same of the folds' sizes.
"""

import json

import numpy
from sklearn.model_selection import StratifiedGroupKFold

FOLDS = 5


def case(name, classes, groups):
    classes = numpy.asarray(classes)
    groups = numpy.asarray(groups)
    results = []
    for seed in range(5):
        folds = numpy.zeros(len(classes), int)
        splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        rows = numpy.zeros(len(classes))
        for fold, (_, inside) in enumerate(splitter.split(rows, classes, groups)):
            folds[inside] = fold
        results.append(quality(classes, folds))
    return {
        "name": name,
        "classes": "".join(chr(97 + value) for value in classes),
        "groups": groups.tolist(),
        "reference": {
            "classes": float(numpy.mean([result[0] for result in results])),
            "sizes": float(numpy.mean([result[1] for result in results])),
        },
    }


def quality(classes, folds):
    shares = []
    for value in numpy.unique(classes):
        counts = numpy.bincount(folds[classes == value], minlength=FOLDS)
        shares.append(numpy.std(counts / counts.sum()))
    sizes = numpy.bincount(folds, minlength=FOLDS) / len(folds)
    return float(numpy.mean(shares)), float(numpy.std(sizes))


def main():
    random = numpy.random.default_rng(7)
    cases = []
    # Few copies among many single pictures.
    classes = random.integers(0, 4, 600)
    groups = numpy.arange(600)
    groups[:120] = groups[:120] // 3
    cases.append(case("copies", classes, groups))
    # Sixty persons with about ten pictures each, of any class.
    groups = random.integers(0, 60, 600)
    cases.append(case("persons", random.integers(0, 5, 600), groups))
    # Each site shows mostly one class.
    groups = random.integers(0, 40, 600)
    classes = numpy.where(random.random(600) < 0.8, groups % 4, random.integers(0, 4, 600))
    cases.append(case("sites", classes, groups))
    # Rare classes, and groups of very different sizes.
    sizes = numpy.maximum(1, (60 / numpy.arange(1, 80) ** 0.8).astype(int))
    groups = numpy.repeat(numpy.arange(len(sizes)), sizes)
    classes = random.choice(5, len(groups), p=[0.6, 0.25, 0.1, 0.03, 0.02])
    cases.append(case("imbalanced", classes, groups))
    print(json.dumps({"folds": FOLDS, "cases": cases}, separators=(",", ":")))


main()
