"""
Writes label-errors.json: what confident learning finds, computed with numpy from the paper (arXiv 1911.00068) with the conventions
of cleanlab 2 (filter.find_label_issues, rank.get_label_quality_scores), so that the engine can be compared with it.

usage: python make_label_errors.py <folder label-errors of github.com/cleanlab/label-errors>
"""
import json
import pathlib
import sys

import numpy as np

METHODS = {
    "confident-class": lambda own, by_class, by_rate: own,
    "by-class": lambda own, by_class, by_rate: by_class,
    "by-noise-rate": lambda own, by_class, by_rate: by_rate,
    "by-class-and-noise-rate": lambda own, by_class, by_rate: by_class & by_rate,
}


def thresholds_of(labels, p):
    present = [k in set(labels) for k in range(p.shape[1])]
    return np.array([p[labels == k, k].mean() if there else 2.0 for k, there in enumerate(present)])


def whole(row):
    """Whole numbers with the same sum."""
    result = np.rint(row)
    while result.sum() != np.rint(row.sum()):
        step = np.sign(np.rint(row.sum()) - result.sum())
        result[np.argsort(-step * (row - result), kind="stable")[0]] += step
    return result.astype(int)


def masks_of(labels, p):
    n, k = p.shape
    confident = p >= thresholds_of(labels, p) - 1e-6
    guess = np.where(confident.sum(1) > 1, p.argmax(1), confident.argmax(1))
    is_sure = confident.any(1)
    joint = np.zeros((k, k))
    np.add.at(joint, (labels[is_sure], guess[is_sure]), 1)
    np.fill_diagonal(joint, np.maximum(1, joint.diagonal()))
    counts = np.bincount(labels, minlength=k)
    joint = joint / joint.sum(1, keepdims=True) * counts[:, None]
    joint = np.array([whole(row) for row in joint])
    by_class = np.zeros(n, bool)
    by_rate = np.zeros(n, bool)
    for given in range(k):
        rows = np.flatnonzero(labels == given)
        if len(rows) <= 1:
            continue
        wrong = len(rows) - max(1, joint[given, given])
        by_class[rows[np.argsort(p[rows, given], kind="stable")[:wrong]]] = True
        for true in set(range(k)) - {given}:
            margin = p[rows, given] - p[rows, true]
            by_rate[rows[np.argsort(margin, kind="stable")[: joint[given, true]]]] = True
    differs = p.argmax(1) != labels
    own = is_sure & (guess != labels)
    masks = {name: of(own, by_class, by_rate) & differs for name, of in METHODS.items()}
    # Not cleanlab's: the engine's default also asks that another class is six times as likely.
    masks["default"] = masks["by-noise-rate"] & (scores_of(labels, p)["likelihood-ratio"] <= 1 / 7)
    return joint, masks


def scores_of(labels, p):
    rows = np.arange(len(labels))

    def self_confidence(q):
        return q[rows, labels]

    def best_other(q):
        others = q.copy()
        others[rows, labels] = -np.inf
        return others.max(1)

    def margin(q):
        return (q[rows, labels] - best_other(q) + 1) / 2

    t = thresholds_of(labels, p)
    adjusted = p - t + t.max()
    adjusted /= adjusted.sum(1, keepdims=True)
    entropy = -np.where(p > 0, p * np.log(np.where(p > 0, p, 1)), 0).sum(1) / np.log(p.shape[1])
    weighted = entropy / np.maximum(self_confidence(p), 1e-6)
    return {
        "self-confidence": self_confidence(p),
        "normalized-margin": margin(p),
        "confidence-weighted-entropy": np.log1p(weighted) / np.maximum(weighted, 1e-6),
        "likelihood-ratio": (self_confidence(p) + 1e-3) / (self_confidence(p) + 1e-3 + best_other(p)),
        "self-confidence, adjusted": self_confidence(adjusted),
        "normalized-margin, adjusted": margin(adjusted),
    }


def described(labels, p):
    joint, masks = masks_of(labels, p)
    return {
        "joint": joint.tolist(),
        "errors": {name: np.flatnonzero(mask).tolist() for name, mask in masks.items()},
    }


def drawn():
    """A small set that needs no file: 4 unequal classes, every eighth label wrong."""
    random = np.random.default_rng(7)
    n, k = 160, 4
    truth = random.choice(k, n, p=[0.45, 0.3, 0.2, 0.05])
    labels = np.where(np.arange(n) % 8 == 0, (truth + 1) % k, truth)
    logits = random.normal(size=(n, k)) + 2.2 * np.eye(k)[truth]
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return labels, np.float32(np.round(p, 4)).astype(np.float64)


def published(folder, name):
    p = np.load(folder / "cross_validated_predicted_probabilities" / f"{name}_test_set_pyx.npy")
    labels = np.load(folder / "original_test_labels" / f"{name}_test_set_original_labels.npy")
    return labels.astype(int), p.astype(np.float32).astype(np.float64)


def main():
    folder = pathlib.Path(sys.argv[1])
    labels, p = drawn()
    golden = {
        "drawn": {
            "labels": labels.tolist(),
            "probabilities": np.round(p, 4).ravel().tolist(),
            "scores": {name: np.round(s, 6).tolist() for name, s in scores_of(labels, p).items()},
            **described(labels, p),
        },
        **{name: described(*published(folder, name)) for name in ("cifar10", "mnist")},
    }
    out = pathlib.Path(__file__).with_name("label-errors.json")
    out.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


main()
