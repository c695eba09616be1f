"""Names as people type them: made alike, and found again when they are short, misspelt or out of order."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz import fuzz, process

NEAR = 72  # rapidfuzz score from which a name, or a part of one, is a plausible misspelling
WORD_NEAR = 75  # the same for one word
SHORTEST = 3  # letters; fewer could be anything
LONGEST = 60  # letters that are looked at
MOST_WORDS = 6
MOST_MISSPELT = 2  # words; looking each of them up takes time
APOSTROPHES = re.compile("['`´‘’‛′ʹʻʼʽ＇]")
SPACES = re.compile(r"[-‐-―−_/.,:;()\s]+")
SAME = {"saint": "st", "x": "cross", "+": "and"}


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """A name without what people type differently.

    That is case, accents, apostrophes, hyphens, commas, & and "and", St and Saint, X and Cross, "the" and "ward".
    """
    letters = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text)).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    letters = APOSTROPHES.sub("", letters).replace("&", " and ").replace("+", " and ")
    words = [SAME.get(word, word) for word in SPACES.split(letters) if word]
    while len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in ("ward", "wards"):
        words = words[:-1]
    return " ".join(words)


class Alike:
    """Texts by their length, so that only those are compared which could reach the score at all."""

    def __init__(self, texts: Iterable[str], score: int) -> None:
        self._texts = sorted(texts, key=len)
        self._lengths = [len(text) for text in self._texts]
        self._score = score

    def to(self, text: str) -> list[str]:
        """Up to six texts like this one, likeliest first."""
        widest = (200 - self._score) / self._score  # a ratio is twice what is shared by both lengths together
        first = bisect_left(self._lengths, len(text) / widest)
        last = bisect_right(self._lengths, len(text) * widest)
        near = process.extract(
            text, self._texts[first:last], scorer=fuzz.ratio, score_cutoff=self._score, limit=6
        )
        return [found for found, _, _ in near]


class NameIndex:
    """Every known name, normalised, ready to be searched: about a tenth of a millisecond at a thousand names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._at = {name: number for number, name in enumerate(dict.fromkeys(names))}
        self._with: dict[str, set[str]] = {}
        self._phrases: dict[str, list[str]] = {}
        for name in self._at:
            for word in name.split():
                self._with.setdefault(word, set()).add(name)
            for phrase in {name, *name.split(" and ")}:
                self._phrases.setdefault(phrase, []).append(name)
        self._longest = max((len(name.split()) for name in self._at), default=0)  # words
        self._words = sorted(self._with)
        self._like_words, self._like_phrases = Alike(self._words, WORD_NEAR), Alike(self._phrases, NEAR)

    def near(self, name: str) -> list[str]:
        """Known names that a normalised name may mean, likeliest first; none where nothing is like it."""
        name = name[:LONGEST].strip()
        if len(name) < SHORTEST:
            return []
        ways = [self._holding, self._in_any_order, self._held_by, self._misspelt, self._word_by_word]
        if " " not in name:  # one word is a word before it is half of a name
            ways[3:] = [self._word_by_word, self._misspelt]
        return next((found for way in ways if (found := way(name))), [])

    def _holding(self, name: str) -> list[str]:
        """Names with these words in them, the last of which may be only begun."""
        *whole, last = name.split()
        begun = {known for word in self._beginning(last) for known in self._with[word]}
        pool = begun.intersection(*(self._with.get(word, set()) for word in whole))
        found = [known for known in self._in_order(pool) if f" {name}" in f" {known}"]
        return sorted(found, key=lambda known: f" {name} " not in f" {known} ")

    def _in_any_order(self, name: str) -> list[str]:
        sets = [self._with.get(word, set()) for word in name.split()]
        return self._in_order(sets[0].intersection(*sets[1:]))

    def _held_by(self, name: str) -> list[str]:
        """Names that stand whole among the words, such as highgate in "highgate village"."""
        words = name.split()
        runs = (
            " ".join(words[first : first + length])
            for length in range(min(len(words) - 1, self._longest), 0, -1)
            for first in range(len(words) - length + 1)
        )
        return [run for run in dict.fromkeys(runs) if run in self._at and len(run) > SHORTEST]

    def _misspelt(self, name: str) -> list[str]:
        near = self._like_phrases.to(name)
        return list(dict.fromkeys(known for text in near for known in self._phrases[text]))

    def _word_by_word(self, name: str) -> list[str]:
        """Names with all of these words in any order, each as it was probably meant."""
        words = name.split()[:MOST_WORDS]
        if sum(word not in self._with for word in words) > MOST_MISSPELT:
            return []
        pool: set[str] | None = None
        for word in words:
            if not (meant := self._meant(word)):
                return []
            pool = self._with[meant] if pool is None else pool & self._with[meant]
        return self._in_order(pool or set())

    def _meant(self, word: str) -> str | None:
        if word in self._with:
            return word
        return next(iter(self._like_words.to(word)), None)

    def _beginning(self, start: str) -> Iterator[str]:
        at = bisect_left(self._words, start)
        while at < len(self._words) and self._words[at].startswith(start):
            yield self._words[at]
            at += 1

    def _in_order(self, pool: set[str]) -> list[str]:
        """In the order of the code list."""
        return sorted(pool, key=self._at.__getitem__)
