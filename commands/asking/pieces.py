"""A stretch of a line as words, in which phrases and times are looked for at any word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from commands.asking.asked import Spot
from commands.asking.meanings import Meaning
from commands.asking.tokens import Token, tokens
from commands.asking.vocabulary import Vocabulary
from storage.spans.reader import Read, Reader


@dataclass(frozen=True)
class Piece:
    """Words from one place of a line to another; ``first`` is where in the line they begin."""

    words: str
    first: int
    key: str
    known: Vocabulary
    today: date

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(token.text for token in self._tokens)

    def spot(self, at: int, length: int, start: int | None = None) -> Spot:
        """Where some words stand in the line; ``start`` where they begin with their key."""
        first, last = self._tokens[at], self._tokens[at + length - 1]
        return Spot(self.first + first.start if start is None else start, self.first + last.end, self.key)

    def apart(self, at: int) -> bool:
        """Whether a comma stands before a word."""
        return self._tokens[at].apart

    def phrase(self, at: int, *only: type[Meaning]) -> tuple[int, tuple[Meaning, ...]]:
        """The longest phrase at a word and what it may mean, 0 words where there is none; no further than a comma if it can.

        A shorter one is taken where the longest would leave a word alone that belongs to the next phrase:
        "gospel oak camden town" is not Gospel Oak in Camden and a town.
        """
        length, meanings = self._longest(at, only)
        after = at + length
        if length < 2 or after >= len(self.tokens) or self.tokens[after] in self.known.longest:
            return length, meanings
        for shorter in range(length - 1, 0, -1):
            if (kept := self._meanings(at, shorter, only)) and self._longest(at + shorter, only)[
                0
            ] > length - shorter:
                return shorter, kept
        return length, meanings

    def _longest(self, at: int, only: tuple[type[Meaning], ...]) -> tuple[int, tuple[Meaning, ...]]:
        words = self._tokens[at:]
        most = min(
            len(words), max(self.known.longest.get(word, 0) for word in (words[0].text, words[0].stem))
        )
        near = next((n for n in range(1, most) if words[n].apart), most)
        for length in (*range(near, 0, -1), *range(most, near, -1)):
            if meanings := self._meanings(at, length, only):
                return length, meanings
        return 0, ()

    def time(self, at: int, comparing: bool = False) -> tuple[int, Read] | None:
        """Words about time at a word: how many, and what they mean; raises ``Unreadable``."""
        read = Reader(self._text, self.today, self.known.term_names, comparing).read(self._starts[at])
        if read is None:
            return None
        return sum(start < read.end for start in self._starts[at:]), read

    def _meanings(self, at: int, length: int, only: tuple[type[Meaning], ...]) -> tuple[Meaning, ...]:
        *before, last = self._tokens[at : at + length]
        start = "".join(f"{token.text} " for token in before)
        for word in (last.text,) if last.stem == last.text else (last.text, last.stem):
            found = self.known.phrases.get(start + word, ())
            if kept := tuple(each for each in found if isinstance(each, only)) if only else found:
                return kept
        return ()

    @cached_property
    def _tokens(self) -> tuple[Token, ...]:
        return tokens(self.words)

    @cached_property
    def _text(self) -> str:
        return " ".join(self.tokens)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts, at = [], 0
        for word in self.tokens:
            starts.append(at)
            at += len(word) + 1
        return tuple(starts)
