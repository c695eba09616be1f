"""Whether a line names a measure at all, without understanding the rest of it."""

from __future__ import annotations

from commands.asking.meanings import MeasureName
from commands.asking.tokens import tokens
from commands.asking.vocabulary import Vocabulary


def names_a_measure(line: str, known: Vocabulary) -> bool:
    """Whether any run of words of a line is the name of a measure or of a pair."""
    words = [token.text for token in tokens(line)]
    for at, word in enumerate(words):
        for length in range(1, known.longest.get(word, 0) + 1):
            meanings = known.phrases.get(" ".join(words[at : at + length]), ())
            if any(isinstance(meaning, MeasureName) for meaning in meanings):
                return True
    return False
