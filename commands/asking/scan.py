"""Reads a line phrase by phrase: at each word the longest phrase that means something, names and times alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from commands.asking.asked import Asked, By, Category, Named, Place, Spot, When
from commands.asking.fixed_words import LEADS
from commands.asking.keys import Segment
from commands.asking.meanings import (
    AreaName,
    Code,
    Compare,
    Counted,
    Exclusion,
    Form,
    Meaning,
    MeasureName,
    Ranking,
    Rate,
    Shape,
    Split,
    UnitWord,
)
from commands.asking.pieces import Piece
from commands.asking.vocabulary import Vocabulary
from storage.spans.dates import Unreadable
from storage.spans.reader import Read

LEAD_WORDS = max(len(lead.split()) for lead in LEADS)
NOUNS = {"thousand": 1000, "hundred": 100}


class Scan:
    """What has been understood so far of one line; plain words and the values of keys both end up here."""

    def __init__(self, line: str, known: Vocabulary, today: date) -> None:
        self.line, self.known, self.today = line, known, today
        self.names: list[Named] = []
        self.units: list[tuple[str, ...]] = []
        self.places: list[Place] = []
        self.categories: list[Category] = []
        self.by: list[By] = []
        self.times: list[When] = []
        self.rates: list[tuple[Rate, Spot]] = []
        self.form: Form | None = None
        self.beside = self.ranking = self.excluding = False
        self.lead = 0
        self.counted: list[tuple[str, str]] = []
        self.strays: list[Spot] = []
        self.said: list[str] = []
        self._side_by_side = self._comparing = False

    def asked(self) -> Asked:
        return Asked(
            self.line,
            tuple(self.names),
            tuple(self.units),
            tuple(self.places),
            tuple(self.categories),
            tuple(self.by),
            tuple(self.times),
            tuple(self.rates),
            self.form,
            self.beside,
            self.lead,
            tuple(self.counted),
            self.ranking,
            self.excluding,
            tuple(self.strays),
            tuple(self.said),
        )

    def piece(self, segment: Segment) -> Piece:
        return Piece(
            self.line[segment.first : segment.last], segment.first, segment.key, self.known, self.today
        )

    def plain(self, piece: Piece, at: int = 0) -> None:
        """Take in plain words from one word on."""
        if piece.first == 0 and at == 0:
            at = self._leads(piece)
        while at < len(piece.tokens):
            at += self._step(piece, at)

    def _leads(self, piece: Piece) -> int:
        """How many words at the very beginning say that this follows up the question before."""
        for length in range(min(LEAD_WORDS, len(piece.tokens)), 0, -1):
            if " ".join(piece.tokens[:length]) in LEADS:
                self.lead = piece.spot(0, length).end
                return length
        return 0

    def _step(self, piece: Piece, at: int) -> int:
        """Take in what stands at one word; how many words that were."""
        length, meanings = piece.phrase(at)
        if rate := _rate(piece.tokens[at : at + 2]):
            words = 2 + (piece.phrase(at + 2, Counted)[0] if at + 2 < len(piece.tokens) else 0)
            self.rates.append((rate, piece.spot(at, words)))
            return words
        timed = self._time(piece, at, otherwise=length > 0)
        if timed and timed[0] >= length:
            self.note_time(timed[1], piece.spot(at, timed[0]))
            return timed[0]
        if not meanings:
            self._stray(piece, at)
            return 1
        self._take(piece.spot(at, length), meanings, piece.tokens[at])
        return length

    def _time(self, piece: Piece, at: int, otherwise: bool) -> tuple[int, Read] | None:
        """Words about time; a date that is none is let pass where the words may mean something else."""
        try:
            return piece.time(at, self._comparing)
        except Unreadable:
            if otherwise:
                return None
            raise

    def note_time(self, read: Read, *spots: Spot, against: bool = False) -> None:
        """A time; the second of two that are put side by side is what to compare with."""
        second = self._side_by_side and any(not when.against for when in self.times)
        self.times.append(When(spots, read.span, against or self._comparing or second))
        self.said += read.said
        self._comparing = False

    def _stray(self, piece: Piece, at: int) -> None:
        """A word nobody knows; words beside each other are said together."""
        spot = piece.spot(at, 1)
        last = self.strays[-1] if self.strays else None
        if last and at and last.end == piece.spot(at - 1, 1).end:
            self.strays[-1] = Spot(last.start, spot.end, spot.key)
            return
        self.strays.append(spot)

    def _take(self, spot: Spot, meanings: Sequence[Meaning], word: str) -> None:
        codes = tuple((each.dimension, each.code) for each in meanings if isinstance(each, Code))
        names = tuple(each for each in meanings if isinstance(each, MeasureName))
        places = [each for each in meanings if isinstance(each, AreaName)]
        if names:
            self.names.append(Named(spot, names, codes))
        elif any(not place.whole for place in places):
            self.note_place(Place(spot, self.line[spot.start : spot.end]))
        elif codes:
            self.categories.append(Category(spot, self.line[spot.start : spot.end], codes))
        else:
            self._take_word(spot, meanings, word)
        compares = [each for each in meanings if isinstance(each, Compare)]
        self._comparing = bool(compares and compares[0].against) or (
            self._side_by_side and word in ("with", "to")
        )

    def note_place(self, place: Place) -> None:
        self.beside = self.beside or self._comparing
        self.places.append(place)

    def _take_word(self, spot: Spot, meanings: Sequence[Meaning], word: str) -> None:
        splits = [each for each in meanings if isinstance(each, Split)]
        for meaning in sorted(meanings, key=lambda each: isinstance(each, AreaName)):
            match meaning:
                case Split(by, loose):
                    self.by.append(By(spot, by, loose))
                case AreaName() if not any(not split.loose for split in splits):
                    self.note_place(Place(spot, self.line[spot.start : spot.end], whole=True))
                case Shape(form):
                    self.form = form
                case Rate():
                    self.rates.append((meaning, spot))
                case Compare(against=False):
                    self._side_by_side = True
                case Counted(counts):
                    self.counted.append((word, counts))
                case UnitWord(ids):
                    self.units.append(ids)
                case Ranking():
                    self.ranking = True
                case Exclusion():
                    self.excluding = True
                case _:
                    pass


def _rate(words: Sequence[str]) -> Rate | None:
    """ "per 1000" and "per thousand"."""
    if len(words) < 2 or words[0] != "per":
        return None
    number = NOUNS.get(words[1]) or (int(words[1]) if words[1].isdecimal() and len(words[1]) < 9 else 0)
    return Rate(number) if number else None
