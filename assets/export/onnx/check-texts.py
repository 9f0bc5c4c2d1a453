"""Checks the model on samples/: pip install onnxruntime numpy; python check.py
On text files of your own: python check.py note.txt
"""

from pathlib import Path

import onnxruntime as ort

from check_samples import HERE, check_answers, read_json
from tokens import create_tokenizer

SESSION = ort.InferenceSession(str(HERE / "model.onnx"), providers=["CPUExecutionProvider"])
TOKENIZE = create_tokenizer(read_json("preprocessing.json"), read_json("vocabulary.json"))


def probabilities_of(path):
    text = Path(path).read_text(encoding="utf-8")
    [probabilities] = SESSION.run(["probabilities"], {"tokens": TOKENIZE(text)[None]})
    return probabilities[0]


if __name__ == "__main__":
    check_answers(probabilities_of)
