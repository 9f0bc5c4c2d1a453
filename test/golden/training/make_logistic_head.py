"""Writes logistic-head.json: scikit-learn's multinomial logistic regression on small seeded data.

Run: pip install scikit-learn numpy && python make_logistic_head.py
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.linear_model import LogisticRegression


def case(name, seed, rows, columns, classes, c, balanced):
    generator = numpy.random.default_rng(seed)
    shares = numpy.arange(1, classes + 1) if balanced else numpy.ones(classes)
    labels = generator.choice(classes, size=rows, p=shares / shares.sum())
    centres = generator.normal(size=(classes, columns))
    features = (centres[labels] + generator.normal(size=(rows, columns)) * 1.5).astype(
        numpy.float32
    )
    features = features.round(4)
    model = LogisticRegression(
        C=c,
        tol=1e-10,
        max_iter=10000,
        class_weight="balanced" if balanced else None,
    ).fit(features.astype(numpy.float64), labels)
    return {
        "name": name,
        "rows": rows,
        "columns": columns,
        "classCount": classes,
        "c": c,
        "balanced": balanced,
        "features": [round(float(value), 4) for value in features.ravel()],
        "labels": labels.tolist(),
        "kernel": model.coef_.ravel().tolist(),
        "bias": model.intercept_.tolist(),
        "probabilities": model.predict_proba(features.astype(numpy.float64))
        .ravel()
        .tolist(),
    }


golden = {
    "scikitLearn": sklearn.__version__,
    "cases": [
        case("three classes", 1, 40, 6, 3, 1.0, False),
        case("five classes, weak penalty", 2, 60, 9, 5, 100.0, False),
        case("four unequal classes, balanced, strong penalty", 3, 50, 5, 4, 0.05, True),
    ],
}
target = pathlib.Path(__file__).with_name("logistic-head.json")
target.write_text(json.dumps(golden) + "\n")
