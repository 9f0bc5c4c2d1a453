"""From a text to the numbers that the model reads, as preprocessing.json and vocabulary.json say."""

import re

import numpy as np

WHITE_SPACE = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
PUNCTUATION = str.maketrans("", "", "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'")


def words_of(text):
    """Pieces between white space, in lower case, without the punctuation of ASCII."""
    words = (piece.lower().translate(PUNCTUATION) for piece in WHITE_SPACE.split(text))
    return [word for word in words if word]


def create_tokenizer(spec, vocabulary):
    """Gives text -> int32 [length]: 1 for a word that is not listed, 0 behind the last word.

    spec is preprocessing.json; vocabulary is vocabulary.json, the word of each number.
    """
    reserved = (spec["paddingIndex"], spec["unknownIndex"])
    numbers = {word: number for number, word in enumerate(vocabulary) if number not in reserved}
    length = spec["length"]

    def tokenize(text):
        words = words_of(text)
        seen = words[:length] if spec["keep"] == "start" else words[-length:]
        row = np.full(length, spec["paddingIndex"], dtype=np.int32)
        row[: len(seen)] = [numbers.get(word, spec["unknownIndex"]) for word in seen]
        return row

    return tokenize
