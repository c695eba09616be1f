"""Whether two people want to know the same, in other words or another order."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from storage.geography import normalise

EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at by for from to and or per with is are was were be do does did have has had we our they "
        "their there how many much what which who where number numbers count counts total figure figures split please "
        "know show me us it that this these those can could would like want",
    )
)  # words that say nothing about what is asked
NEAR = 85  # of 100, from which two words are the same, as "meal" and "meals"
ENOUGH = 0.75  # the share of the words that the longer question has to have in common with the shorter


def ask_the_same(first: str, second: str) -> bool:
    """Whether one question says all that the other does, and little more: "in Highgate" and "in Kilburn" differ."""
    some, others = sorted((_words(first), _words(second)), key=len)
    if not some:
        return False
    common = sum(any(_is_same(word, other) for other in others) for word in some)
    return common == len(some) and common >= ENOUGH * len(others)


def _words(question: str) -> frozenset[str]:
    every = frozenset(re.findall(r"\w+", normalise(question)))
    return every - EMPTY or every


def _is_same(word: str, other: str) -> bool:
    if not (word + other).isalpha():
        return word == other
    return fuzz.ratio(word, other) >= NEAR
