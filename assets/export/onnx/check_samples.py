"""What check.py is made of: comparing answers with expected.json."""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def read_json(name):
    """A JSON file beside this one."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


LABELS = read_json("labels.json")


def describe(probabilities):
    top = int(np.argmax(probabilities))
    return f"{LABELS[top]} {100 * probabilities[top]:.1f} %"


def check_samples(probabilities_of, as_json):
    """Runs the samples and compares with what the app said."""
    expected = read_json("expected.json")
    largest = 0.0
    same = 0
    for sample in expected["samples"]:
        wanted = np.array(sample["probabilities"])
        probabilities = probabilities_of(HERE / sample["file"])
        difference = float(np.abs(wanted - probabilities).max())
        largest = max(largest, difference)
        same += int(np.argmax(wanted) == np.argmax(probabilities))
        if not as_json:
            print(sample["file"], describe(probabilities), f"difference {difference:.5f}")
    count = len(expected["samples"])
    passed = same == count and largest <= expected["tolerance"]
    if as_json:
        print(json.dumps({"pictures": count, "same": same, "largest": largest, "passed": passed}))
    else:
        print(
            f"{'PASSED' if passed else 'FAILED'}: {same} of {count} answers the same, "
            f"largest difference {largest:.5f} (allowed {expected['tolerance']})"
        )
    return passed


def check_answers(probabilities_of):
    """Checks the samples, or answers for the files named on the command line; with --json for programs.

    probabilities_of: path -> probabilities of the classes, in order
    """
    as_json = "--json" in sys.argv
    paths = [argument for argument in sys.argv[1:] if argument != "--json"]
    if not paths:
        sys.exit(0 if check_samples(probabilities_of, as_json) else 1)
    answers = [(path, probabilities_of(path)) for path in paths]
    if as_json:
        print(json.dumps([{"path": path, "probabilities": [float(p) for p in values]} for path, values in answers]))
    else:
        for path, values in answers:
            print(path, describe(values))
