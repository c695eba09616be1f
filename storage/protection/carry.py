"""Rounding error carried from period to period, so that sums over a year or a month stay near their truth.

In each year, and only within it, what is rounded away in one period is made up for in the next ones. A period is
still rounded to the multiples just below and just above its own truth. Among the tables that add up, the one is chosen
of which the cells have the least sum of costs. With

    drift   the truth minus what is published, summed over the year so far, this period included,
    month   the same since the month began,
    start   a secret of the cell and year, uniform on (-base/2, base/2),

the cost of a cell, in bases, is (drift + start)⁴ + 40 over(drift)² + 40 over(month)², where over is by how much an error
goes beyond base - 1, which a number tied to nothing else never does. A total costs twenty times as much as a detail: it
is read, compared and added up more often. The difference that one step makes is cut at 20 bases, and a secret of the
cell and period is added to it, mostly tiny and rarely as large as 21 bases.

**What is certain.** No drift is ever more than 2 (base - 1), wherever an additive table keeps to that; where none does,
the least larger limit is taken for which there is one, and `kept` says what was kept. Two periods are therefore off by
at most twice that, taken together.

**What the code does not tell.** Because the last secret can turn any cell, every table that keeps to the rules above is
chosen under some key: whoever knows all of this but not the key knows no more than the rules (`rule`). But for that
secret, a cell tied to nothing else goes up with probability remainder over base in each period: its published sum is
the multiple nearest to the true sum and its start.

Only counts that may be added up over time are carried: a person of one week may be there again in the next.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import pi, tan

import numpy as np
from numpy.typing import NDArray

from storage.belonging import month_of, year_of
from storage.counts import Missing, Number
from storage.measures import Measure, Time
from storage.protection.cube import Cube
from storage.protection.published import Carry
from storage.protection.rounding import Choice, change, check, choose, filled, prove, whole

TOTAL = 20  # times as dear as a detail
OVER = 40  # times the square of what goes beyond base - 1
CUT, LARGEST = 20, 21  # bases: of the difference one step makes, and of the secret added to it
SECRET = 0.01  # bases: half of the secrets are smaller
BEYOND = 1e6  # dearer than all of a table: a step further than the next multiple

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Drift:
    """For each cell, the truth minus what is published, without the period that is to be rounded.

    `now` is over all other periods of its year, `month` over those of its month, `low` and `high` are the least and
    the largest sum from the year's start to any period from this one on.
    """

    now: Whole
    month: Whole
    low: Whole
    high: Whole


@dataclass(frozen=True)
class Past:
    """The errors of periods rounded before, cell by cell, and the year and month that each belongs to."""

    errors: Mapping[str, Whole]
    time: Time

    def drift(self, period: str, size: int) -> Drift:
        """What a period finds when it is rounded, as the newest or in between."""
        year, month = year_of(period, self.time), month_of(period, self.time)
        same = sorted(each for each in self.errors if each != period and year_of(each, self.time) == year)
        errors = np.array([np.zeros(size, np.int64), *(self.errors[each] for each in same)])
        so_far: Whole = errors.cumsum(axis=0)[sum(each < period for each in same) :]
        inside = np.array([month_of(each, self.time) == month for each in same], np.int64)
        return Drift(so_far[-1], inside @ errors[1:], so_far.min(axis=0), so_far.max(axis=0))

    @property
    def worst(self) -> int:
        """The largest drift of any cell at any time."""
        order = sorted(self.errors)
        years = (list(group) for _, group in groupby(order, key=lambda each: year_of(each, self.time)))
        sums = (np.array([self.errors[each] for each in year]).cumsum(axis=0) for year in years)
        return max((int(np.abs(each).max(initial=0)) for each in sums), default=0)


@dataclass(frozen=True)
class Secrets:
    """What the key decides about the cells of one period: `start` in counts, `turn` in bases."""

    start: Sequence[float]
    turn: Sequence[float]

    @classmethod
    def of(cls, key: bytes, cube: Cube, period: str) -> Secrets:
        """The same for the same key, measure and period."""
        base, size = cube.measure.protect.base, len(cube.slots)
        name = f"{cube.measure.id}/{cube.time.grain}"
        year = _drawn(key, f"{name}/year/{year_of(period, cube.time)}", size)
        own = _drawn(key, f"{name}/period/{period}", size)
        return cls([base / 2 * each for each in year], [_turn(each) for each in own])


@dataclass(frozen=True)
class Rounding:
    """One period that is to be rounded, with all that bears on the choice among its tables."""

    cube: Cube
    cells: tuple[Number, ...]
    drift: Drift
    secrets: Secrets

    @classmethod
    def of(cls, cube: Cube, period: str, cells: Sequence[Number], drift: Drift, key: bytes) -> Rounding:
        """Raises RoundingError for cells that cannot be rounded."""
        check(cells, cube.equations, cube.measure.protect.base, key)
        return cls(cube, tuple(cells), drift, Secrets.of(key, cube, period))

    def within(self, settled: Mapping[int, int], liked: Mapping[int, int]) -> tuple[Number, ...] | None:
        """The table to publish, with the drift as limited as can be; None where there is none.

        `settled` cells keep the value they have been published with; `liked` ones do wherever a table allows it.
        """
        choices = self.choices(settled, liked)
        least = to_date(self.cube.measure.protect.base)
        for limit in range(least, least + 2 * self._base + 1):
            if chosen := choose(self._limited(choices, limit), self.cube.equations):
                return self._finished(chosen)
        chosen = choose(choices, self.cube.equations)
        return None if chosen is None else self._finished(chosen)

    def choices(
        self, settled: Mapping[int, int], liked: Mapping[int, int], further: int = 0
    ) -> dict[int, Choice]:
        """What each cell may be published as, and at what cost; `further` multiples beyond the next one too."""
        return {
            at: Choice(settled[at] // self._base)
            if at in settled
            else self._choice(at, cell, liked.get(at), further)
            for at, cell in enumerate(self.cells)
            if not isinstance(cell, Missing)
        }

    def _finished(self, chosen: Mapping[int, int]) -> tuple[Number, ...]:
        published = filled(self.cells, chosen, self._base)
        prove(self.cells, published, self.cube.equations, self._base)
        return published

    @property
    def _base(self) -> int:
        return self.cube.measure.protect.base

    def _choice(self, at: int, cell: int, liked: int | None, further: int) -> Choice:
        below, above = cell // self._base, -(-cell // self._base)
        lowest = max(0, below - further)
        steps = []
        for multiple in range(lowest, above + further):
            apart = BEYOND * ((multiple >= above) - (multiple < below))
            step = self._step(at, cell - multiple * self._base)
            steps.append(step + apart + change(multiple * self._base, liked))
        return Choice(lowest, tuple(steps))

    def _step(self, at: int, error: int) -> float:
        """What it costs to publish a base more than leaves this error."""
        base, weight = self._base, TOTAL if not self.cube.slots[at].categories else 1
        more = self._cost(at, error - base) - self._cost(at, error)
        return base * weight * (max(-CUT, min(CUT, more)) + self.secrets.turn[at])

    def _cost(self, at: int, error: int) -> float:
        year, month = int(self.drift.now[at]) + error, int(self.drift.month[at]) + error
        over = self._over(year) ** 2 + self._over(month) ** 2
        return ((year + self.secrets.start[at]) / self._base) ** 4 + OVER * over

    def _over(self, error: int) -> float:
        return max(0, abs(error) - self._base + 1) / self._base

    def _limited(self, choices: Mapping[int, Choice], limit: int) -> dict[int, Choice]:
        """Only what keeps each cell's drift within the limit, or at the least it can be."""
        return {
            at: self._one_way(at, choice, limit) if choice.steps else choice for at, choice in choices.items()
        }

    def _one_way(self, at: int, choice: Choice, limit: int) -> Choice:
        down, up = (
            self._worst(at, whole(self.cells[at]) - (choice.lowest + step) * self._base) for step in (0, 1)
        )
        if max(down, up) <= max(limit, min(down, up)):
            return choice
        return Choice(choice.lowest + (up < down))

    def _worst(self, at: int, error: int) -> int:
        return max(int(self.drift.high[at]) + error, -int(self.drift.low[at]) - error)


def carries(measure: Measure) -> bool:
    """Whether rounding error is carried: only where periods may be added up, and there are several."""
    return measure.counts == "events" and measure.time.grain != "once"


def errors(truth: Sequence[Number], published: Sequence[Number]) -> Whole:
    """The truth minus what is published, cell by cell; what is missing carries nothing."""
    return np.array(
        [
            0 if isinstance(old, Missing) else old - whole(new)
            for old, new in zip(truth, published, strict=True)
        ],
        np.int64,
    )


def to_date(base: int) -> int:
    """The most that a year to date may be off, wherever a table keeps to it."""
    return 2 * (base - 1)


def rule(measure: Measure, periods: Iterable[str], kept: int) -> Carry | None:
    """What an attacker may be told of the carry; `kept` is the limit to which every year to date was held."""
    if not carries(measure):
        return None
    order = sorted(periods)
    years = groupby(order, key=lambda period: year_of(period, measure.time))
    return Carry(tuple(tuple(year) for _, year in years), to_date=max(kept, to_date(measure.protect.base)))


def _drawn(key: bytes, label: str, many: int) -> list[float]:
    """So many secret numbers, uniform on (-1, 1), from the key and the label alone."""
    seed = hmac.digest(key, label.encode(), hashlib.sha256)
    raw = np.frombuffer(hashlib.shake_256(seed).digest(8 * many), dtype="<u8") >> np.uint64(11)
    drawn: list[float] = (2 * (raw + 0.5) / 2.0**53 - 1).tolist()
    return drawn


def _turn(drawn: float) -> float:
    """Mostly tiny, now and then large enough to turn any cell: of the Cauchy distribution, cut at the ends."""
    return max(-float(LARGEST), min(float(LARGEST), SECRET * tan(pi / 2 * drawn)))
